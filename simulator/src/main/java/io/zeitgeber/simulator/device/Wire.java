package io.zeitgeber.simulator.device;

import io.zeitgeber.simulator.record.JsonBytes;
import io.zeitgeber.simulator.record.Malformation;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/** Writes records as the topic {@code observations} has them. */
public final class Wire {
  private static final byte[] VALUE = ascii(",\"value\":");
  private static final byte[] CODE = ascii(",\"code\":");
  private static final byte[] DURATION = ascii(",\"duration_s\":");

  private final String study;
  private final List<Device> devices;
  private final byte[][] prefixes;
  private final JsonBytes json = new JsonBytes();

  public Wire(String study, List<Device> devices) {
    this.study = study;
    this.devices = devices;
    this.prefixes = new byte[devices.size() * Signal.values().length][];
  }

  /** The bytes of one record. */
  public byte[] bytes(Records records, int row) {
    Device device = devices.get(records.device(row));
    if (records.is(row, Records.MALFORMED)) {
      return malformation(records, row)
          .record(json, study, device.person().id(), device.id(), records.deviceMillis(row) * 1000);
    }
    boolean heart = records.signal(row) == Signal.HEART_RATE;
    if (heart && records.is(row, Records.NEW_FIRMWARE)) {
      return shorthand(device, records, row);
    }
    Signal signal = records.signal(row);
    json.reset().raw(prefix(device, signal)).number(records.deviceMillis(row));
    if (records.durationMillis(row) > 0) {
      json.raw(DURATION).number(records.durationMillis(row) / 1000.0);
    }
    if (!records.is(row, Records.WITHDRAWN)) {
      value(records, row, signal);
    }
    return extras(records, row).raw("}").toBytes();
  }

  /** What is wrong with a malformed record. */
  public static Malformation malformation(Records records, int row) {
    return Malformation.of(records.value(row));
  }

  public static boolean malformed(Records records, int row) {
    return records.is(row, Records.MALFORMED);
  }

  /** Whether it has to be refused for its unit. */
  public static boolean wrongUnit(Records records, int row) {
    return records.is(row, Records.IN_HERTZ);
  }

  private void value(Records records, int row, Signal signal) {
    int value = records.value(row);
    if (signal.coded()) {
      json.raw(CODE).text(signal.code(value));
    } else if (records.is(row, Records.IN_HERTZ)) {
      json.raw(VALUE).number(StrictMath.rint(value / 0.6) / 100).field("unit").text("Hz");
    } else {
      json.raw(VALUE).number(signal.perUnit() == 1 ? value : value / (double) signal.perUnit());
    }
  }

  private JsonBytes extras(Records records, int row) {
    if (records.sentAtMillis(row) != Records.NO_HINT) {
      json.field("sent_at").number(records.sentAtMillis(row));
    }
    if (records.is(row, Records.OLD_FIRMWARE)) {
      json.field("firmware").text("1.9.3");
    } else if (records.is(row, Records.NEW_FIRMWARE)) {
      json.field("firmware").text("2.0.0");
    }
    if (records.is(row, Records.WITHDRAWN)) {
      json.field("withdrawn").raw("true");
    }
    return json;
  }

  /** As the new firmware writes heart rate: short, its time as text, and a field nobody knows. */
  private byte[] shorthand(Device device, Records records, int row) {
    json.reset().raw("{").field("study").text(study);
    json.field("participant").text(device.person().id()).field("device").text(device.id());
    json.field("time").text(Instant.ofEpochMilli(records.deviceMillis(row)).toString());
    json.field("bpm").number((long) records.value(row));
    if (records.is(row, Records.IN_HERTZ)) {
      json.field("unit").text("Hz");
    }
    json.field("contact").raw("{\"lead\":1,\"score\":0.93}");
    return extras(records, row).raw("}").toBytes();
  }

  private byte[] prefix(Device device, Signal signal) {
    int at = device.index() * Signal.values().length + signal.number();
    if (prefixes[at] == null) {
      prefixes[at] =
          new JsonBytes()
              .raw("{")
              .field("study")
              .text(study)
              .field("participant")
              .text(device.person().id())
              .field("device")
              .text(device.id())
              .field("channel")
              .text(signal.channel())
              .field("time")
              .toBytes();
    }
    return prefixes[at];
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
