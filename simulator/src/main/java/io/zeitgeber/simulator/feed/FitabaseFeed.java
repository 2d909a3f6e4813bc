package io.zeitgeber.simulator.feed;

import io.zeitgeber.simulator.cli.Shell;
import io.zeitgeber.simulator.record.Enrolment;
import io.zeitgeber.simulator.record.JsonBytes;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Fitabase exports as observations of one device a participant. */
final class FitabaseFeed implements Feed {
  private static final byte[] VALUE = ascii(",\"value\":");
  private static final byte[] CODE = ascii(",\"code\":");

  private final Shell shell;
  private final Settings settings;
  private final BadLines badLines;
  private final LocalTimes times;
  private final Recording recording = new Recording();
  private final long nowMillis = System.currentTimeMillis();
  private int[] order = new int[0];
  private long[] firstStampMillis = new long[0];

  /**
   * What the command line says of a recording.
   *
   * @param zone of the local times; null when none was named, which means UTC
   * @param named those that were named one by one: another export among them is a mistake, in a
   *     directory it is left
   * @param dayFirst whether dates with slashes begin with the day
   */
  record Settings(
      List<Source> sources,
      Set<String> named,
      String study,
      String device,
      @Nullable ZoneId zone,
      boolean dayFirst) {
    Settings {
      sources = List.copyOf(sources);
      named = Set.copyOf(named);
    }
  }

  FitabaseFeed(Shell shell, Settings settings, BadLines badLines) {
    this.shell = shell;
    this.settings = settings;
    this.badLines = badLines;
    ZoneId zone = settings.zone() == null ? ZoneOffset.UTC : settings.zone();
    this.times = new LocalTimes(zone, settings.dayFirst());
  }

  @Override
  public void prepare() {
    FitabaseReader reader = new FitabaseReader(shell, recording, times, badLines);
    for (Source source : settings.sources()) {
      reader.read(source, settings.named().contains(source.name()));
    }
    order = recording.order();
    firstStampMillis = new long[recording.participants().size()];
    Arrays.fill(firstStampMillis, Long.MAX_VALUE);
    for (int row : order) {
      int participant = recording.participantOf(row);
      firstStampMillis[participant] = Math.min(firstStampMillis[participant], stamp(row));
    }
  }

  @Override
  public long total() {
    return order.length;
  }

  @Override
  public @Nullable Long earliestMillis() {
    return order.length == 0 ? null : stamp(order[0]);
  }

  @Override
  public long[] ambiguousAndMissing() {
    return new long[] {times.ambiguous(), times.missing()};
  }

  @Override
  public List<Enrolling> enrolments() {
    String files =
        settings.sources().stream().map(Source::shortName).collect(Collectors.joining(", "));
    String devices =
        new JsonBytes()
            .raw("[{")
            .field("device")
            .text(settings.device())
            .field("kind")
            .text("fitbit")
            .raw("}]")
            .toString();
    List<Enrolling> enrolments = new ArrayList<>();
    for (int i = 0; i < firstStampMillis.length; i++) {
      if (firstStampMillis[i] == Long.MAX_VALUE) {
        continue;
      }
      String id = recording.participants().get(i);
      Enrolment enrolment = new Enrolment(settings.study(), id);
      ZoneId zone = settings.zone();
      if (zone != null) {
        enrolment.with("zone", zone.getId());
      }
      enrolment.withJson("devices", devices).by("feed", "recording " + files).recorded(true);
      enrolments.add(new Enrolling(id, firstStampMillis[i], new Bytes(enrolment.value())));
    }
    return enrolments;
  }

  @Override
  public void play(Outlet outlet) {
    List<String> participants = recording.participants();
    byte[][] keys =
        participants.stream().map(id -> id.getBytes(StandardCharsets.UTF_8)).toArray(byte[][]::new);
    Map<FitabaseKind, byte[][]> prefixes = new EnumMap<>(FitabaseKind.class);
    JsonBytes json = new JsonBytes();
    for (int row : order) {
      int participant = recording.participantOf(row);
      FitabaseKind kind = recording.kind(row);
      byte[][] ofKind = prefixes.computeIfAbsent(kind, _ -> new byte[participants.size()][]);
      if (ofKind[participant] == null) {
        ofKind[participant] = prefix(kind, participants.get(participant));
      }
      long stamp = stamp(row);
      byte[] value = record(json, ofKind[participant], row);
      if (!outlet.take(
          stamp, stamp, kind.channel(), participants.get(participant), keys[participant], value)) {
        return;
      }
    }
  }

  /** Kafka refuses stamps that lie ahead of its clock, and with one a whole batch. */
  private long stamp(int row) {
    return Math.min(nowMillis, recording.stampSeconds(row) * 1000);
  }

  private byte[] prefix(FitabaseKind kind, String participant) {
    return new JsonBytes()
        .raw("{")
        .field("study")
        .text(settings.study())
        .field("participant")
        .text(participant)
        .field("device")
        .text(settings.device())
        .field("channel")
        .text(kind.channel())
        .field("time")
        .toBytes();
  }

  private byte[] record(JsonBytes json, byte[] prefix, int row) {
    FitabaseKind kind = recording.kind(row);
    json.reset().raw(prefix).number(recording.startSeconds(row) * 1000);
    if (kind.durationS() > 0) {
      json.field("duration_s").number((long) kind.durationS());
    }
    double value = recording.value(row);
    String code = kind.code(value);
    if (code != null) {
      json.raw(CODE).text(code);
    } else {
      json.raw(VALUE).number(value);
    }
    return json.raw("}").toBytes();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
