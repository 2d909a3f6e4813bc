package io.zeitgeber.service.decode;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Writes records as a few producers with habits of their own would, and now and then as nobody
 * should. The seed gives the records.
 */
final class RecordGenerator {
  private static final String[] ODD_NUMBERS = {
    "-0",
    "-0.0",
    "0",
    "0.0",
    "00",
    "01",
    "-01",
    "1.",
    ".5",
    "1e3",
    "1E-2",
    "1.5e+2",
    "1e999",
    "123456789012345",
    "1234567890123456",
    "12345678901234567",
    "0.1234567890123456",
    "999999999999999.9",
    "0.000000000000001",
    "9007199254740993",
    "4503599627370496",
    "4503599627370.496",
    "4503599627370.4961",
    "NaN",
    "-Infinity",
    "null",
    "\"7\"",
    "true",
    "-",
    "1 ",
    "+1",
    "72.50",
    "100000",
    "31622400",
    "31622400.000001",
    "1000000",
    "1000000.5"
  };
  private static final String[] ODD_FIELDS = {
    "\"x\":\"\\\"time\\\":1760000000123\"",
    "\"x\":{\"time\":5}",
    "\"x\":[1,{\"value\":2}]",
    "\"participant\":\"Q\"",
    "\"time\":7",
    "\"value\":1",
    "\"bpm\":60",
    "\"study\":null",
    "\"unit\":\"beats/min\"",
    "\"t\\u0069me\":9",
    "\"id\":\"abc\"",
    "\"code\":\"REM\"",
    "\"withdrawn\":true",
    "\"firmware\":\"2.0\"",
    "\"x\":\"ä\"",
    "\"time \":3",
    "\"x\":\"\\\\\""
  };

  private final Random random;

  RecordGenerator(long seed) {
    random = new Random(seed);
  }

  /** A record; mostly sound. */
  String next() {
    List<String> ids = new ArrayList<>();
    maybe(ids, 2, "study", "\"S" + random.nextInt(2) + "\"");
    ids.add(field("participant", "\"P" + random.nextInt(6) + "\""));
    ids.add(field("device", "\"watch-" + random.nextInt(2) + "\""));
    boolean shorthand = chance(5);
    if (!shorthand) {
      ids.add(field("channel", chance(2) ? "\"heart_rate\"" : "\"acceleration\""));
    }
    List<String> tail = tail(shorthand);
    if (chance(12)) {
      (chance(2) ? ids : tail).add(ODD_FIELDS[random.nextInt(ODD_FIELDS.length)]);
    }
    if (chance(8)) {
      Collections.shuffle(ids, random);
    }
    if (chance(8)) {
      Collections.shuffle(tail, random);
    }
    List<String> all = new ArrayList<>(ids);
    all.add(field("time", chance(15) ? odd() : time()));
    all.addAll(tail);
    if (chance(15)) {
      Collections.shuffle(all, random);
    }
    String between = chance(4) ? ", " : chance(20) ? " ,\n" : ",";
    return "{" + String.join(between, all) + "}" + (chance(30) ? "\n" : "");
  }

  /** A record with a few bytes changed, lost, doubled or cut off. */
  byte[] nextMutated() {
    byte[] bytes = next().getBytes(StandardCharsets.UTF_8);
    for (int n = random.nextInt(4); n > 0 && bytes.length > 1; n--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(6)) {
        case 0 -> bytes[at] = (byte) random.nextInt(256);
        case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> bytes = Arrays.copyOf(bytes, at);
        case 3 -> bytes = without(bytes, at);
        case 4 -> bytes[at] = (byte) "{}[]\",:0-.eE\\ ".charAt(random.nextInt(14));
        default -> bytes[at] = bytes[random.nextInt(bytes.length)];
      }
    }
    return bytes;
  }

  private List<String> tail(boolean shorthand) {
    List<String> tail = new ArrayList<>();
    maybe(tail, 4, "duration_s", chance(4) ? odd() : number(5));
    maybe(tail, 5, "sent_at", chance(6) ? odd() : time());
    if (shorthand) {
      tail.add(field("bpm", scalar()));
    } else if (chance(4)) {
      tail.add(field("rate_hz", chance(6) ? odd() : number(3)));
      tail.add(field("values", chance(2) ? list(this::scalar) : list(this::vector)));
    } else {
      tail.add(field("value", chance(4) ? vector() : scalar()));
    }
    return tail;
  }

  private String vector() {
    return list(this::scalar);
  }

  private String list(java.util.function.Supplier<String> element) {
    int size = chance(10) ? random.nextInt(19) : 3;
    List<String> elements = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      elements.add(element.get());
    }
    return "[" + String.join(chance(3) ? ", " : ",", elements) + "]";
  }

  private String scalar() {
    return chance(15) ? odd() : number(4);
  }

  private String odd() {
    return ODD_NUMBERS[random.nextInt(ODD_NUMBERS.length)];
  }

  private String number(int digits) {
    StringBuilder text = new StringBuilder(chance(6) ? "-" : "");
    text.append(1 + random.nextInt(9));
    for (int i = random.nextInt(digits); i > 0; i--) {
      text.append(random.nextInt(10));
    }
    if (chance(3)) {
      text.append('.');
      for (int i = 1 + random.nextInt(chance(5) ? 14 : 3); i > 0; i--) {
        text.append(random.nextInt(10));
      }
    }
    return text.toString();
  }

  private String time() {
    String millis = Long.toString(1_760_000_000_000L + random.nextInt(1_000_000_000));
    return switch (random.nextInt(12)) {
      case 0 -> millis + "." + random.nextInt(10);
      case 1 -> millis + "." + random.nextInt(100_000);
      case 2 -> "\"2025-10-09T08:53:20." + random.nextInt(1000) + "Z\"";
      default -> millis;
    };
  }

  private String field(String name, String value) {
    return "\"" + name + (chance(10) ? "\": " : "\":") + value;
  }

  private void maybe(List<String> fields, int oneIn, String name, String value) {
    if (chance(oneIn)) {
      fields.add(field(name, value));
    }
  }

  private boolean chance(int oneIn) {
    return random.nextInt(oneIn) == 0;
  }

  private static byte[] without(byte[] bytes, int at) {
    byte[] shorter = new byte[bytes.length - 1];
    System.arraycopy(bytes, 0, shorter, 0, at);
    System.arraycopy(bytes, at + 1, shorter, at, shorter.length - at);
    return shorter;
  }
}
