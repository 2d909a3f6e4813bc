package io.zeitgeber.simulator.feed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/**
 * An Avro object container (specification 1.11, "Object Container Files"), as a Kafka sink of
 * RADAR-base writes it. Of each record the fields of its records within records, by path: {@code
 * value.batteryLevel}, as a table of the same topic names them.
 *
 * <p>Read by hand: there is nothing to be resolved against a schema of ours, and it takes a tenth
 * of the library.
 */
final class AvroFile {
  private static final byte[] MAGIC = {'O', 'b', 'j', 1};
  private static final int SYNC = 16;
  private static final int LONGEST_BLOCK = 1 << 28;
  private static final ObjectMapper JSON = new ObjectMapper();

  private AvroFile() {}

  /** Whether a stream begins as a container; it stands where it stood. */
  static boolean begins(BufferedInputStream in) throws IOException {
    in.mark(MAGIC.length);
    boolean same = Arrays.equals(in.readNBytes(MAGIC.length), MAGIC);
    in.reset();
    return same;
  }

  /**
   * Reads a whole container. What a damaged one holds up to the damage is taken, and the damage is
   * a bad line.
   */
  static void read(Source source, InputStream bytes, BadLines badLines, Csv.Line each)
      throws IOException {
    DataInputStream in = new DataInputStream(bytes);
    in.skipNBytes(MAGIC.length);
    Map<String, byte[]> header = header(new AvroDatum(in));
    byte[] sync = in.readNBytes(SYNC);
    JsonNode schema = JSON.readTree(header.getOrDefault("avro.schema", new byte[0]));
    AvroDatum.Types types = new AvroDatum.Types(schema);
    String codec =
        new String(header.getOrDefault("avro.codec", new byte[0]), StandardCharsets.US_ASCII);
    long number = 0;
    try {
      while (true) {
        in.mark(1);
        if (in.read() < 0) {
          return;
        }
        in.reset();
        AvroDatum block = new AvroDatum(in);
        long count = block.number();
        int length = Math.toIntExact(block.number());
        if (count < 0 || length < 0 || length > LONGEST_BLOCK) {
          throw new IOException("a block of " + length + " bytes");
        }
        byte[] packed = in.readNBytes(length);
        if (packed.length < length || !Arrays.equals(in.readNBytes(SYNC), sync)) {
          throw new EOFException("a block that does not end as blocks do");
        }
        AvroDatum datum = new AvroDatum(new ByteArrayInputStream(unpacked(codec, packed)));
        for (long left = count; left > 0; left--) {
          number++;
          String flaw = each.take(datum.record(types));
          if (flaw != null) {
            badLines.add(source, number, flaw);
          }
        }
      }
    } catch (IOException | ArithmeticException | IndexOutOfBoundsException e) {
      badLines.add(source, number + 1, "damaged from here on: " + e.getMessage());
    }
  }

  private static Map<String, byte[]> header(AvroDatum in) throws IOException {
    Map<String, byte[]> header = new HashMap<>();
    for (long count = in.blockCount(); count != 0; count = in.blockCount()) {
      for (long left = count; left > 0; left--) {
        header.put(in.text(), in.bytes());
      }
    }
    return header;
  }

  private static byte[] unpacked(String codec, byte[] packed) throws IOException {
    return switch (codec) {
      case "", "null" -> packed;
      case "deflate" -> inflated(packed);
      // A checksum of four bytes follows the block.
      case "snappy" -> Snappy.unpacked(packed, packed.length - 4);
      default -> throw new IOException("packed with " + codec + ": null, deflate, snappy are read");
    };
  }

  private static byte[] inflated(byte[] packed) throws IOException {
    Inflater inflater = new Inflater(true);
    try (InputStream in = new InflaterInputStream(new ByteArrayInputStream(packed), inflater)) {
      return in.readAllBytes();
    } finally {
      inflater.end();
    }
  }
}
