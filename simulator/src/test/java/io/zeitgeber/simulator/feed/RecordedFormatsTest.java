package io.zeitgeber.simulator.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.zeitgeber.simulator.Ran;
import io.zeitgeber.simulator.cli.Shell;
import io.zeitgeber.simulator.cli.StopSignal;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real recordings, where they are there, and small files that say what they show. */
final class RecordedFormatsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path DATA =
      Path.of(System.getProperty("zeitgeber.root", ".."), "..", "shared", "data");

  @TempDir private Path directory = Path.of("");

  private final Shell shell =
      new Shell(
          new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8),
          new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8),
          new ByteArrayInputStream(new byte[0]),
          false,
          Map.of(),
          new StopSignal());
  private final BadLines badLines = new BadLines(shell);

  private record Played(long stampMillis, JsonNode json) {}

  @Test
  void radarUsageEvents_areReceivedWhenTheirTimeReceivedSays() throws IOException {
    List<Played> played = play(radar("android_phone_usage_event"), "app_usage");
    assertThat(played).hasSize(6810);
    List<Long> lags =
        played.stream()
            .map(each -> each.stampMillis() - each.json().path("time").asLong())
            .sorted()
            .toList();
    // SOURCE.md: the median is 1,696 s, the greatest 30,342 s.
    assertThat(lags.get(lags.size() / 2)).isBetween(1_690_000L, 1_700_000L);
    assertThat(lags.getLast()).isBetween(30_341_000L, 30_343_000L);
    assertThat(badLines.count()).isZero();
  }

  @Test
  void radarUptime_isKept_andWallClockLessUptimeStandsStillBetweenRestarts() throws IOException {
    List<Played> played = play(radar("application_uptime"), "uptime");
    assertThat(played).hasSize(549);
    Map<Long, Integer> starts = new HashMap<>();
    for (Played each : played) {
      double bootS =
          each.json().path("time").asDouble() / 1000 - each.json().path("value").asDouble();
      starts.merge(Math.round(bootS), 1, Integer::sum);
    }
    // Four runs of the application, a few steps of the clock among them at most.
    assertThat(starts.size()).isBetween(4, 8);
  }

  @Test
  void e4Session_hasHeartRateWithoutGaps_whereBeatIntervalsHaveNinetyThree() throws IOException {
    List<Source> files = sources("empatica_e4");
    List<Played> heart = play(new E4Feed(shell, files, "S", "W", "e4", badLines), "heart_rate");
    assertThat(heart).hasSize(3651);
    assertThat(gapsOver(1001, heart)).isZero();
    List<Played> beats =
        play(new E4Feed(shell, files, "S", "W", "e4", badLines), "inter_beat_interval");
    assertThat(beats).hasSize(570);
    assertThat(gapsOver(5000, beats)).isEqualTo(93);
    List<Played> pulse =
        play(new E4Feed(shell, files, "S", "W", "e4", badLines), "blood_volume_pulse");
    assertThat(pulse).allMatch(each -> each.json().path("rate_hz").asDouble() == 64);
    assertThat(pulse.getFirst().json().path("values")).hasSize(640);
    assertThat(pulse.get(1).json().path("time").asLong())
        .isEqualTo(pulse.getFirst().json().path("time").asLong() + 10_000);
  }

  @Test
  void e4Acceleration_isInG() throws IOException {
    Path file =
        Files.writeString(directory.resolve("ACC.csv"), "1680686620.0,0,0\n32.0,32,32\n-64,32,0\n");
    List<Played> played =
        play(
            new E4Feed(shell, List.of(new Source(file.toString())), "S", "W", "e4", badLines),
            "acceleration");
    assertThat(played.getFirst().json().path("values").toString()).isEqualTo("[[-1,0.5,0]]");
  }

  @Test
  void welltoryReleases_areUploads_withWhatTheyTakeBackWithdrawn() throws IOException {
    List<Source> releases = sources("welltory", "sleep_snapshots");
    List<Played> played =
        play(new WelltoryFeed(shell, releases, "S", "welltory", null, badLines), "sleep_stage");
    assertThat(played.stream().map(Played::stampMillis).distinct()).hasSize(11);
    long withdrawn = played.stream().filter(each -> each.json().has("withdrawn")).count();
    assertThat(withdrawn).isGreaterThan(100);
    assertThat(played).allMatch(each -> each.json().path("duration_s").asLong() > 0);
  }

  @Test
  void welltoryRow_thatIsGoneInTheNextRelease_isWithdrawn() throws IOException {
    String header = "user_code,sleep_begin,sleep_end,sleep_deep_duration\n";
    String first = "u1,2020-04-17 01:00:00,2020-04-17 02:00:00,\n";
    String second = "u1,2020-04-18 01:00:00,2020-04-18 02:00:00,600\n";
    Path one = Files.writeString(directory.resolve("2020-04-19T0800_a.csv"), header + first);
    Path two = Files.writeString(directory.resolve("2020-04-20T0800_b.csv"), header + second);
    List<Source> releases = List.of(new Source(two.toString()), new Source(one.toString()));
    List<Played> played =
        play(new WelltoryFeed(shell, releases, "S", "welltory", null, badLines), "sleep_stage");
    assertThat(played).hasSize(3);
    assertThat(played.get(1).json().path("withdrawn").asBoolean()).isTrue();
    assertThat(played.get(1).json().path("time")).isEqualTo(played.getFirst().json().path("time"));
    assertThat(played.get(2).json().path("deep_s").asInt()).isEqualTo(600);
  }

  @Test
  void unknownFormat_isNamedWithThoseThereAre() {
    Ran ran = Ran.zeitgeber("feed", "--format", "garmin", "x.csv");
    assertThat(ran.exitCode()).isEqualTo(2);
    assertThat(ran.err()).contains("radar-csv");
  }

  private Feed radar(String topic) {
    String phone = "072ddb22-82ef-4b81-8460-41ab096b54bb";
    return new RadarFeed(shell, sources("radar", phone, topic), null, null, null, badLines);
  }

  private static long gapsOver(long millis, List<Played> played) {
    long gaps = 0;
    for (int i = 1; i < played.size(); i++) {
      double gap =
          played.get(i).json().path("time").asDouble()
              - played.get(i - 1).json().path("time").asDouble();
      gaps += gap > millis ? 1 : 0;
    }
    return gaps;
  }

  private static List<Source> sources(String first, String... more) {
    Path path = Path.of(DATA.resolve(first).toString(), more);
    assumeTrue(Files.isDirectory(path), "the recording is not there: " + path);
    return Source.of(path.toString(), true);
  }

  private static List<Played> play(Feed feed, String channel) throws IOException {
    feed.prepare();
    List<Played> played = new ArrayList<>();
    List<byte[]> values = new ArrayList<>();
    List<Long> stamps = new ArrayList<>();
    feed.play(
        (_, stamp, of, _, _, value) -> {
          if (of.equals(channel)) {
            values.add(value);
            stamps.add(stamp);
          }
          return true;
        });
    for (int i = 0; i < values.size(); i++) {
      played.add(new Played(stamps.get(i), JSON.readTree(values.get(i))));
    }
    return played;
  }
}
