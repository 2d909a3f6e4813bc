package io.zeitgeber.participant.absence;

import io.zeitgeber.participant.protocol.Channel;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The findings that are open: at most one for each channel and rule. Makes alerts of them. */
final class Findings {
  private static final int ID_BYTES = 16;

  private final List<Open> open;
  private final Watched watched;
  private final AbsenceSink sink;

  Findings(List<Open> open, Watched watched, AbsenceSink sink) {
    this.open = new ArrayList<>(open);
    this.watched = watched;
    this.sink = sink;
  }

  /**
   * What an alert says of its evidence.
   *
   * @param lastMicros when it was last received
   * @param arrival the record that brought it
   */
  record Seen(
      @Nullable Double value,
      @Nullable Double threshold,
      @Nullable Double clearAt,
      @Nullable Long windowMicros,
      long lastMicros,
      long arrival) {

    static Seen at(Open open) {
      return new Seen(null, null, null, null, open.lastMicros(), open.lastArrival());
    }
  }

  List<Open> open() {
    return open;
  }

  @Nullable Open find(Finding finding, String channel) {
    for (Open each : open) {
      if (each.finding() == finding && each.channel().equals(channel)) {
        return each;
      }
    }
    return null;
  }

  void raise(Finding finding, String channel, String device, long micros, Seen seen) {
    String id = id(finding, channel, device, micros);
    Open raised = new Open(finding, channel, device, id, micros, seen.lastMicros, seen.arrival);
    open.add(raised);
    sink.raised(alert(raised, micros, seen, null));
  }

  void resolve(Open resolved, long micros, Seen seen, Cause cause) {
    open.remove(resolved);
    sink.resolved(alert(resolved, micros, seen, cause), resolved.raisedMicros());
  }

  /** Forgets one, which is over because somebody said so. */
  void close(String id) {
    open.removeIf(each -> each.id().equals(id));
  }

  void replace(Open before, Open after) {
    open.set(open.indexOf(before), after);
  }

  private DataAlert alert(Open of, long micros, Seen seen, @Nullable Cause cause) {
    return new DataAlert(
        of.id(),
        of.finding(),
        watched.site(),
        of.device().isEmpty() ? null : of.device(),
        of.channel().isEmpty() ? null : of.channel(),
        unit(of),
        micros,
        seen.lastMicros,
        seen.value,
        seen.threshold,
        seen.clearAt,
        seen.windowMicros,
        seen.arrival,
        watched.protocol().label(),
        cause);
  }

  private String unit(Open of) {
    return switch (of.finding()) {
      case CLOCK_STEP -> "s";
      case LOW_WEAR -> "h";
      case NO_DATA, UNKNOWN_DEVICE -> "";
      case FLAT_LINE, ALL_ZERO, LOW_BATTERY -> {
        Channel channel = watched.protocol().channels().get(of.channel());
        yield channel == null ? "" : channel.unit();
      }
    };
  }

  private String id(Finding finding, String channel, String device, long micros) {
    return id(watched.study(), watched.participant(), channel, device, finding.rule(), micros);
  }

  static String id(
      String study, String participant, String channel, String device, String rule, long micros) {
    String text =
        String.join("\n", study, participant, channel, device, rule, Long.toString(micros), "data");
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] bytes = digest.digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(bytes, 0, ID_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
