package io.zeitgeber.simulator.feed;

import io.zeitgeber.simulator.record.Enrolment;
import io.zeitgeber.simulator.record.JsonBytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Records that are read as a whole, then leave in order of received time. */
abstract class CollectedFeed implements Feed {
  private final List<Row> rows = new ArrayList<>();
  private final SortedMap<Who, SortedMap<String, SortedSet<String>>> devices = new TreeMap<>();
  private final SortedMap<Who, Long> firstStamps = new TreeMap<>();
  private final long nowMillis = System.currentTimeMillis();

  /** A participant of a study. */
  record Who(String study, String participant) implements Comparable<Who> {
    @Override
    public int compareTo(Who other) {
      int byStudy = study.compareTo(other.study);
      return byStudy != 0 ? byStudy : participant.compareTo(other.participant);
    }
  }

  private record Row(long stampMillis, String channel, Who who, Bytes value) {}

  /** Reads everything, with {@link #add} and {@link #equip}. */
  abstract void collect();

  /** What the enrolments name as their reason. */
  abstract String reason();

  /** Begins a record of somebody's device. */
  static JsonBytes record(Who who, String device, String channel, long deviceMicros) {
    return new JsonBytes()
        .raw("{")
        .field("study")
        .text(who.study())
        .field("participant")
        .text(who.participant())
        .field("device")
        .text(device)
        .field("channel")
        .text(channel)
        .field("time")
        .millis(deviceMicros);
  }

  /** Adds a record, without its last brace. Kafka takes no stamp ahead of its clock. */
  void add(Who who, String channel, long receivedMicros, JsonBytes json) {
    long stamp = Math.min(nowMillis, Math.ceilDiv(receivedMicros, 1000L));
    rows.add(new Row(stamp, channel, who, new Bytes(json.raw("}").toBytes())));
    firstStamps.merge(who, stamp, Math::min);
  }

  /** Notes a device for the enrolment. */
  void equip(Who who, String device, String kind) {
    devices
        .computeIfAbsent(who, _ -> new TreeMap<>())
        .computeIfAbsent(kind, _ -> new TreeSet<>())
        .add(device);
  }

  @Override
  public void prepare() {
    collect();
    rows.sort(Comparator.comparingLong(Row::stampMillis));
  }

  @Override
  public long total() {
    return rows.size();
  }

  @Override
  public @Nullable Long earliestMillis() {
    return rows.isEmpty() ? null : rows.getFirst().stampMillis();
  }

  @Override
  public List<Enrolling> enrolments() {
    List<Enrolling> enrolments = new ArrayList<>();
    firstStamps.forEach(
        (who, stamp) -> {
          Enrolment enrolment = new Enrolment(who.study(), who.participant());
          enrolment.withJson("devices", devicesOf(who)).by("feed", reason()).recorded(true);
          enrolments.add(new Enrolling(who.participant(), stamp, new Bytes(enrolment.value())));
        });
    return enrolments;
  }

  private String devicesOf(Who who) {
    JsonBytes json = new JsonBytes().raw("[");
    boolean first = true;
    for (var kind : devices.getOrDefault(who, new TreeMap<>()).entrySet()) {
      for (String device : kind.getValue()) {
        json.raw(first ? "{" : ",{").field("device").text(device);
        json.field("kind").text(kind.getKey()).raw("}");
        first = false;
      }
    }
    return json.raw("]").toString();
  }

  @Override
  public void play(Outlet outlet) {
    for (Row row : rows) {
      String participant = row.who().participant();
      byte[] key = participant.getBytes(StandardCharsets.UTF_8);
      if (!outlet.take(
          row.stampMillis(),
          row.stampMillis(),
          row.channel(),
          participant,
          key,
          row.value().array())) {
        return;
      }
    }
  }
}
