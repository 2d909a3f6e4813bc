package io.zeitgeber.simulator.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.zeitgeber.simulator.cli.Failure;
import io.zeitgeber.simulator.cli.Shell;
import io.zeitgeber.simulator.cli.StopSignal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recordings of the known kinds that are not like the ones at hand. */
final class OtherRecordingsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path DATA =
      Path.of(System.getProperty("zeitgeber.root", ".."), "..", "shared", "data");

  @TempDir private Path directory = Path.of("");

  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Shell shell =
      new Shell(
          new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8),
          new PrintStream(err, true, StandardCharsets.UTF_8),
          new ByteArrayInputStream(new byte[0]),
          false,
          Map.of(),
          new StopSignal());
  private final BadLines badLines = new BadLines(shell);

  private record Played(long stampMillis, String channel, JsonNode json) {
    String text(String field) {
      return json.path(field).asText();
    }
  }

  @Test
  void avroContainer_isReadLikeTheTableOfItsTopic() {
    List<Played> played = play(radar(recording("radar_avro")));
    assertThat(played).hasSize(1000).allMatch(each -> each.channel().equals("acceleration"));
    assertThat(played.getFirst().json().path("value")).hasSize(3);
    assertThat(played.getLast().stampMillis() - played.getFirst().stampMillis())
        .isBetween(180_000L, 195_000L);
    // Packed with Snappy: two files of three, the application's own.
    assertThat(said()).contains("application_server_status: 6 records, about the application");
    assertThat(badLines.count()).isZero();
  }

  @Test
  void avroContainer_brokenOff_givesWhatIsWhole_andNamesTheDamage() throws IOException {
    Path whole = recording("radar_avro").resolve("application_server_status");
    Path copy = Files.createDirectories(directory.resolve("application_server_status"));
    try (var files = Files.walk(whole)) {
      Path file =
          files.filter(each -> each.toString().contains("20.avro")).findFirst().orElseThrow();
      byte[] bytes = Files.readAllBytes(file);
      Files.write(copy.resolve("cut.avro"), java.util.Arrays.copyOf(bytes, bytes.length - 9));
    }
    assertThat(play(radar(copy))).isEmpty();
    assertThat(badLines.count()).isOne();
    assertThat(said()).contains("damaged from here on");
  }

  @Test
  void radarTopic_thatIsNotKnown_isSentWholeAndNamed() throws IOException {
    table(
        "android_phone_call",
        "value.duration,value.target,value.type",
        "12,\"a \"\"b\"\", c\",INCOMING");
    List<Played> played = play(radar(directory));
    assertThat(played).hasSize(1);
    assertThat(played.getFirst().channel()).isEqualTo("android_phone_call");
    assertThat(played.getFirst().text("code")).isEqualTo("RECORD");
    assertThat(played.getFirst().json().path("record").path("target").asText())
        .isEqualTo("a \"b\", c");
    assertThat(said()).contains("android_phone_call: 1 records, not known here");
    assertThat(badLines.count()).isZero();
  }

  @Test
  void radarTopics_ofWearables_areInTheirChannels() throws IOException {
    table("android_empatica_e4_blood_volume_pulse", "value.bloodVolumePulse", "-3.5");
    table("android_empatica_e4_electrodermal_activity", "value.electroDermalActivity", "0.25");
    table("android_empatica_e4_inter_beat_interval", "value.interBeatInterval", "0.8");
    table("android_empatica_e4_temperature", "value.temperature", "33.1");
    table("android_empatica_e4_sensor_status", "value.sensor,value.status", "BVP,NOT_ON_WRIST");
    table("connect_fitbit_intraday_heart_rate", "value.timeInterval,value.heartRate", "5,61");
    table("connect_fitbit_intraday_steps", "value.timeInterval,value.steps", "60,12");
    table(
        "android_phone_relative_location",
        "value.latitude,value.longitude,value.altitude",
        "1.5,2.5,");
    table("android_polar_heart_rate", "value.heartRate,value.rrsMs.0", "60,1000");
    List<Played> played = play(radar(directory));
    assertThat(played.stream().map(Played::channel))
        .containsExactlyInAnyOrder(
            "blood_volume_pulse",
            "electrodermal_activity",
            "inter_beat_interval",
            "skin_temperature",
            "on_wrist",
            "heart_rate",
            "steps",
            "location",
            "heart_rate");
    assertThat(of("steps", played).json().path("duration_s").asInt()).isEqualTo(60);
    assertThat(of("on_wrist", played).text("code")).isEqualTo("NOT_ON_WRIST");
    assertThat(badLines.count()).isZero();
  }

  @Test
  void fitbitSleepOfRadar_isLocalInTheZoneThatIsNamed() throws IOException {
    Path topic = Files.createDirectories(directory.resolve("connect_fitbit_sleep_stages"));
    Files.writeString(
        topic.resolve("a.csv"),
        """
        key.projectId,key.userId,key.sourceId,value.dateTime,value.timeReceived,value.duration,value.level
        p,u,s,2020-07-01T01:00:00.000,1593600000,1800,deep
        """);
    RadarFeed feed =
        new RadarFeed(
            shell,
            Source.of(topic.toString(), true),
            null,
            null,
            java.time.ZoneId.of("Europe/Berlin"),
            badLines);
    Played sleep = play(feed).getFirst();
    assertThat(sleep.json().path("time").asLong()).isEqualTo(1_593_558_000_000L);
    assertThat(sleep.text("code")).isEqualTo("DEEP");
    assertThat(sleep.stampMillis()).isEqualTo(1_593_600_000_000L);
  }

  @Test
  void radarTimes_ofOtherUnits_areToldByTheirSize() {
    assertThat(RadarFeed.seconds(1.6e9)).isEqualTo(1.6e9);
    assertThat(RadarFeed.seconds(1.6e12)).isEqualTo(1.6e9);
    assertThat(RadarFeed.seconds(1.6e18)).isEqualTo(1.6e9);
    assertThat(RadarFeed.seconds(1.6e10)).isNaN();
  }

  @Test
  void radarFiles_withoutALine_holdNothing() throws IOException {
    Files.createDirectories(directory.resolve("android_phone_light"));
    Files.writeString(directory.resolve("android_phone_light/a.csv"), "");
    Files.writeString(
        directory.resolve("android_phone_light/b.json"),
        "{\"key\":{\"projectId\":null,\"userId\":\"u\",\"sourceId\":\"s\"},"
            + "\"value\":{\"time\":1.6E9,\"timeReceived\":1600000001.5,\"light\":7.0}}\n");
    List<Source> sources = Source.of(directory.toString(), List.of(".csv", ".json"));
    List<Played> played = play(new RadarFeed(shell, sources, null, null, null, badLines));
    assertThat(played).hasSize(1);
    assertThat(played.getFirst().text("study")).isEqualTo("default");
    assertThat(played.getFirst().stampMillis()).isEqualTo(1_600_000_001_500L);
  }

  @Test
  void e4Session_inAnArchive_withFilesOfNothing_isRead() throws IOException {
    Path zip = directory.resolve("1680686620_A00123.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      entry(out, "info.txt", ".csv files in this archive are in the following format:");
      entry(
          out,
          "ACC.csv",
          "1680686620,1680686620,1680686620\r\n32,32,32\r\n64,0,0\r\n\r\n1,2\r\n-64,0,");
      entry(out, "IBI.csv", "1680686620.0, IBI\n1.5,0.75\n2.25,");
      entry(out, "HR.csv", "");
      entry(out, "tags.csv", "1680686630.25\n");
      entry(out, "__MACOSX/._ACC.csv", "rubbish");
    }
    List<Source> sources = Source.of(zip.toString(), List.of(".csv"));
    List<Played> played = play(new E4Feed(shell, sources, "S", "W", "e4", badLines));
    assertThat(of("acceleration", played).json().path("values").toString()).isEqualTo("[[1,0,0]]");
    assertThat(of("inter_beat_interval", played).json().path("value").asDouble()).isEqualTo(0.75);
    assertThat(of("button", played).json().path("time").asLong()).isEqualTo(1_680_686_630_250L);
    assertThat(played).hasSize(3);
    assertThat(badLines.count()).isEqualTo(3);
  }

  @Test
  void e4Sessions_ofSeveralDirectories_areOfSeveralWearers() throws IOException {
    for (String wearer : List.of("S2", "S3")) {
      Path session = Files.createDirectories(directory.resolve(wearer).resolve("E4"));
      Files.writeString(session.resolve("HR.csv"), "1495437325.00\n1.0\n61\n62\n");
      Files.writeString(session.resolve("quest.csv"), "# subj\n");
    }
    List<Played> played = play(e4(directory, null));
    assertThat(played).extracting(each -> each.text("participant")).containsOnly("S2", "S3");
    assertThat(said())
        .contains("taken as of S2, S3")
        .contains("no file of an E4 session, not sent");
    assertThat(play(e4(directory, "W")))
        .extracting(each -> each.text("participant"))
        .containsOnly("W");
  }

  @Test
  void e4Sessions_namedAsEmpaticaDoes_areOfOneWearer() throws IOException {
    for (String session : List.of("1495437325_A00204", "1495441000_A00204")) {
      Path at = Files.createDirectories(directory.resolve(session));
      Files.writeString(at.resolve("TEMP.csv"), session.substring(0, 10) + "\n4\n31,5\n");
    }
    List<Played> played = play(e4(directory, null));
    assertThat(played).hasSize(2).allMatch(each -> each.text("participant").equals("e4-wearer"));
  }

  @Test
  void e4Session_fromASpreadsheet_isReadAsItIsMeant() throws IOException {
    Files.writeString(
        directory.resolve("TEMP.csv"), "\ufeff1495437325,00\r\n4,0\r\n31,5\r\n32\r\n");
    Files.writeString(
        directory.resolve("ACC.csv"),
        "1495437325,0;1495437325,0;1495437325,0\n32,0;32,0;32,0\n32;-64;0\n");
    List<Played> played = play(e4(directory, "W"));
    assertThat(played)
        .extracting(each -> each.json().path("values").toString())
        .containsExactlyInAnyOrder("[31.5,32]", "[[0.5,-1,0]]");
    assertThat(badLines.count()).isZero();
  }

  @Test
  void e4File_withAColumnMissing_isRefusedWithItsLine() throws IOException {
    Files.writeString(directory.resolve("ACC.csv"), "1495437325.0,1495437325.0\n32,32\n1,2\n");
    assertThatThrownBy(() -> play(e4(directory, "W")))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("ACC.csv:1: 3 columns expected, 2 found");
  }

  @Test
  void radarTable_fromASpreadsheet_isReadAsItIsMeant() throws IOException {
    Path topic = Files.createDirectories(directory.resolve("android_phone_battery_level"));
    String table =
        """
        VALUE.BATTERYLEVEL;value.time;value.timeReceived;key.sourceId;key.userId
        0,64;1,572018326291E9;1572018326,291;phone;U1
        0,63;1572018926,291;1572018926,291;phone;U2
        """;
    Files.write(topic.resolve("1.csv"), table.getBytes(StandardCharsets.UTF_16));
    Files.writeString(topic.resolve("schema-battery.json"), "{\n \"type\": \"record\"\n}\n");
    List<Played> played = play(radar(directory));
    assertThat(played)
        .extracting(each -> each.text("participant") + " " + each.json().path("value"))
        .containsExactly("U1 64", "U2 63");
    assertThat(played.getFirst().stampMillis()).isEqualTo(1_572_018_326_291L);
    assertThat(badLines.count()).isZero();
  }

  @Test
  void radarTable_thatSaysNotWhose_isRefusedWhenNamed_andLeftInADirectory() throws IOException {
    Path file = Files.createDirectories(directory.resolve("topic")).resolve("1.csv");
    Files.writeString(file, "time,x\n1,2\n");
    assertThat(play(radar(directory))).isEmpty();
    assertThat(said()).contains("no extract of a topic");
    List<Source> named = List.of(new Source(file.toString()));
    assertThatThrownBy(() -> play(new RadarFeed(shell, named, null, null, null, badLines)))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("1.csv:1: no column key.userId");
  }

  @Test
  void welltoryTables_areKnownByTheirColumns_andReadInTheZone() throws IOException {
    Files.writeString(
        directory.resolve("heart_rate.csv"),
        "heart_rate;datetime;user_code\n71,5;2020-04-14 04:58:59;u1\n?;2020-04-14 05:00:00;u1\n");
    Files.writeString(
        directory.resolve("hrv.csv"),
        "user_code,measurement_datetime,rmssd,rr_data\nu2,2020-04-14 06:00:00,40.5,\"900,1100\"\n");
    Files.writeString(
        directory.resolve("sleep.csv"),
        "user_code,sleep_begin,sleep_end\nu1,2020-04-14 00:00:00,2020-04-14 04:00:00\n");
    Files.writeString(
        directory.resolve("wearables.csv"), "user_code,day,steps_count\nu1,2020-04-14,5\n");
    List<Source> sources = Source.of(directory.toString(), true);
    List<Played> played =
        play(new WelltoryFeed(shell, sources, "S", "w", ZoneId.of("Europe/Berlin"), badLines));
    assertThat(played)
        .extracting(each -> each.channel() + " " + Instant.ofEpochMilli(each.stampMillis()))
        .containsExactly(
            "sleep_stage 2020-04-14T02:00:00Z",
            "heart_rate 2020-04-14T02:58:59Z",
            "inter_beat_interval 2020-04-14T04:00:00.900Z",
            "inter_beat_interval 2020-04-14T04:00:02Z",
            "heart_rate_variability 2020-04-14T04:00:02Z");
    assertThat(badLines.count()).isOne();
    assertThat(said()).contains("heart_rate.csv:3: ").contains("wearables.csv:1: no sleep table");
  }

  @Test
  void fitabaseExport_fromASpreadsheet_isReadAsItIsMeant() throws IOException {
    Path file = directory.resolve("calories.csv");
    Files.writeString(file, "Calories;ActivityMinute;Id\r\n1,25;4/12/2016 12:00:00 AM;7\r\n");
    FitabaseFeed.Settings settings =
        new FitabaseFeed.Settings(
            List.of(new Source(file.toString())), Set.of(), "S", "fitbit", null, false);
    List<Played> played = play(new FitabaseFeed(shell, settings, badLines));
    assertThat(played).hasSize(1);
    assertThat(played.getFirst().json().path("value").asDouble()).isEqualTo(1.25);
  }

  private E4Feed e4(Path from, @Nullable String participant) {
    List<Source> sources = Source.of(from.toString(), List.of(".csv"));
    return new E4Feed(shell, sources, "S", participant, "e4", badLines);
  }

  @Test
  void fitabaseDirectory_feedsWhatItKnows_andNamesTheRest() throws IOException {
    Files.writeString(
        directory.resolve("dailyActivity_merged.csv"), "Id,ActivityDate\n1,4/12/2016\n");
    Files.writeString(
        directory.resolve("heartrate_seconds_merged.csv"),
        "Value;Time;Id\r\n70;13.04.2016 07:00:05;1\r\n\r\n71;2016-04-13 07:00:10.000;2\r\n");
    Files.writeString(
        directory.resolve("30secondSleepStages_merged.csv"),
        "Id,LogId,Time,Level,ShortWakes,SleepStage\n1,9,4/13/2016 1:00:30 AM,light,wake,wake\n");
    Files.writeString(
        directory.resolve("minuteCaloriesNarrow_merged.csv"),
        "Id,ActivityMinute,Calories\n1,4/13/2016 1:00:00 AM,1.25\n");
    List<Played> played = play(fitabase(false));
    assertThat(played.stream().map(Played::channel))
        .containsExactly("sleep_stage", "energy", "heart_rate", "heart_rate");
    assertThat(played.getFirst().text("code")).isEqualTo("AWAKE");
    assertThat(said()).contains("dailyActivity_merged.csv: no export that is known here, not sent");
    assertThat(badLines.count()).isZero();
  }

  @Test
  void fitabaseDates_thatBeginWithTheDay_areTakenOnlyWhenThatIsSaid() throws IOException {
    Files.writeString(
        directory.resolve("heartrate_seconds_merged.csv"),
        "Id,Time,Value\n1,13/4/2016 7:00:05,70\n");
    assertThat(play(fitabase(false))).isEmpty();
    assertThat(said()).contains("(day first: --day-first)");
    assertThat(play(fitabase(true)).getFirst().stampMillis()).isEqualTo(1_460_530_805_000L);
  }

  @Test
  void openMhealthSamples_thatAreValid_areTaken_andThoseThatAreNot_saySo() throws IOException {
    Path omh = recording("openmhealth").resolve("omh");
    for (String schema : List.of("heart-rate", "step-count", "sleep-duration")) {
      List<Source> sources = Source.of(omh.resolve(schema).toString(), List.of(".json"));
      for (Source source : sources) {
        long before = badLines.count();
        List<Played> played = play(openMhealth(List.of(source)));
        boolean refused = badLines.count() > before;
        // Another unit goes on with the value: Zeitgeber refuses it, and keeps the bytes.
        boolean unit = !played.isEmpty() && played.getFirst().json().has("unit");
        boolean timeless = !Files.readString(Path.of(source.name())).contains("date_time");
        // This one, which validates, ends three years before it starts.
        boolean backwards =
            source.name().endsWith("sleep-duration/2.0/shouldPass/with-descriptive-statistic.json");
        boolean wrong = timeless || backwards || source.name().contains("shouldFail");
        assertThat(refused || unit).as(source.name()).isEqualTo(wrong);
      }
    }
  }

  @Test
  void openMhealth_inEveryForm_isInItsChannel() throws IOException {
    String header =
        "{\"id\":\"i-1\",\"creation_date_time\":\"2020-01-01T12:00:00Z\",\"user_id\":\"u1\","
            + "\"acquisition_provenance\":{\"source_name\":\"Fit Bit!\"}}";
    List<String> bodies =
        List.of(
            "\"heart_rate\":{\"value\":50,\"unit\":\"beats/min\"},"
                + interval(
                    "\"start_date_time\":\"2020-01-01T08:00:00+01:00\","
                        + "\"duration\":{\"value\":10,\"unit\":\"min\"}")
                + ",\"descriptive_statistic\":\"minimum\"",
            "\"heart_rate\":{\"value\":61,\"unit\":\"beats/min\"},"
                + "\"temporal_relationship_to_physical_activity\":\"at rest\","
                + "\"effective_time_frame\":{\"date_time\":\"2020-01-01T08:00:00+01:00\"}",
            "\"step_count\":12,"
                + interval(
                    "\"end_date_time\":\"2020-01-01T08:00:00Z\","
                        + "\"duration\":{\"value\":1,\"unit\":\"h\"}"),
            "\"systolic_blood_pressure\":{\"value\":120,\"unit\":\"mmHg\"},"
                + "\"diastolic_blood_pressure\":{\"value\":80,\"unit\":\"mmHg\"},"
                + "\"effective_time_frame\":{\"date_time\":\"2020-01-01T08:00:00Z\"}",
            "\"total_sleep_time\":{\"value\":7,\"unit\":\"h\"},\"is_main_sleep\":true,"
                + interval(
                    "\"start_date_time\":\"2020-01-01T00:00:00Z\","
                        + "\"end_date_time\":\"2020-01-01T08:00:00Z\""),
            "\"sleep_duration\":{\"value\":7,\"unit\":\"h\"},\"descriptive_statistic\":\"average\","
                + interval(
                    "\"start_date_time\":\"2019-12-01T00:00:00Z\","
                        + "\"end_date_time\":\"2020-01-01T00:00:00Z\""),
            "\"rr_interval\":{\"value\":800,\"unit\":\"ms\"},"
                + "\"effective_time_frame\":{\"date_time\":\"2020-01-01T08:00:00Z\"}");
    StringBuilder all = new StringBuilder("{\"shim\":\"fitbit\",\"body\":[");
    for (String body : bodies) {
      all.append(all.charAt(all.length() - 1) == '[' ? "" : ",");
      all.append("{\"header\":").append(header).append(",\"body\":{").append(body).append("}}");
    }
    Path file = Files.writeString(directory.resolve("shimmer.json"), all.append("]}\n"));
    List<Played> played = play(openMhealth(List.of(new Source(file.toString()))));
    assertThat(played.stream().map(Played::channel))
        .containsExactlyInAnyOrder(
            "heart_rate.minimum",
            "heart_rate",
            "steps",
            "systolic_blood_pressure",
            "diastolic_blood_pressure",
            "sleep_stage",
            "sleep_duration.average",
            "inter_beat_interval");
    assertThat(played).allMatch(each -> each.stampMillis() == 1_577_880_000_000L);
    assertThat(played).allMatch(each -> each.text("device").equals("Fit-Bit-"));
    assertThat(of("steps", played).json().path("time").asLong()).isEqualTo(1_577_862_000_000L);
    assertThat(of("sleep_stage", played).json().path("total_sleep_time_s").asInt())
        .isEqualTo(25_200);
    assertThat(of("inter_beat_interval", played).json().path("value").asDouble()).isEqualTo(0.8);
    assertThat(badLines.count()).isZero();
  }

  @Test
  void openMhealthDocument_brokenOff_isNamed_andThoseBeforeAreTaken() throws IOException {
    String whole =
        "{\"heart_rate\":{\"value\":61,\"unit\":\"beats/min\"},"
            + "\"effective_time_frame\":{\"date_time\":\"2020-01-01T08:00:00Z\"}}\n";
    Path file =
        Files.writeString(directory.resolve("a.jsonl"), "\uFEFF" + whole + whole.substring(9));
    assertThat(play(openMhealth(List.of(new Source(file.toString()))))).hasSize(1);
    assertThat(said()).contains("no JSON");
  }

  @Test
  void archive_withoutARecording_isRefused() throws IOException {
    Path zip = directory.resolve("a.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      entry(out, "readme.txt", "nothing");
    }
    assertThatThrownBy(() -> Source.of(zip.toString(), List.of(".csv")))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("no .csv file");
  }

  private static String interval(String of) {
    return "\"effective_time_frame\":{\"time_interval\":{" + of + "}}";
  }

  private void table(String topic, String fields, String values) throws IOException {
    Path file = Files.createDirectories(directory.resolve(topic)).resolve("20200101_0000.csv");
    String key = "key.projectId,key.userId,key.sourceId,value.time,value.timeReceived,";
    Files.writeString(file, key + fields + "\r\np,u,s,1.6E9,1.600000002E9," + values + "\r\n");
  }

  private static void entry(ZipOutputStream out, String name, String text) throws IOException {
    out.putNextEntry(new ZipEntry(name));
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.closeEntry();
  }

  private Feed radar(Path under) {
    List<Source> sources = Source.of(under.toString(), List.of(".csv", ".avro", ".json"));
    return new RadarFeed(shell, sources, null, null, null, badLines);
  }

  private Feed fitabase(boolean dayFirst) {
    List<Source> sources = Source.of(directory.toString(), true);
    Set<String> named = new HashSet<>();
    return new FitabaseFeed(
        shell, new FitabaseFeed.Settings(sources, named, "S", "fitbit", null, dayFirst), badLines);
  }

  private Feed openMhealth(List<Source> sources) {
    return new OpenMhealthFeed(
        shell, new OpenMhealthFeed.Settings(sources, "S", "wearer", null), badLines);
  }

  private String said() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private static Path recording(String name) {
    Path path = DATA.resolve(name);
    assumeTrue(Files.isDirectory(path), "the recording is not there: " + path);
    return path;
  }

  private static Played of(String channel, List<Played> played) {
    return played.stream().filter(each -> each.channel().equals(channel)).findFirst().orElseThrow();
  }

  private static List<Played> play(Feed feed) {
    feed.prepare();
    List<Played> played = new ArrayList<>();
    feed.play(
        (_, stamp, channel, _, _, value) -> {
          try {
            played.add(new Played(stamp, channel, JSON.readTree(value)));
          } catch (IOException e) {
            throw new UncheckedIOException(
                "not JSON: " + new String(value, StandardCharsets.UTF_8), e);
          }
          return true;
        });
    return played;
  }
}
