package io.zeitgeber.simulator.feed;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileConstants;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;

/**
 * An Avro object container (specification 1.12, "Object Container Files"), as a Kafka sink of
 * RADAR-base writes it. Of each record the fields of its records within records, by path: {@code
 * value.batteryLevel}, as a table of the same topic names them.
 */
final class AvroFile {
  private static final int LONGEST_HEADER = 1 << 20;

  private AvroFile() {}

  /** Whether a stream begins as a container; it stands where it stood. */
  static boolean begins(BufferedInputStream in) throws IOException {
    byte[] magic = DataFileConstants.MAGIC;
    in.mark(magic.length);
    boolean same = Arrays.equals(in.readNBytes(magic.length), magic);
    in.reset();
    return same;
  }

  /**
   * Reads a whole container. What a damaged one holds up to the damage is taken, and the damage is
   * a bad line.
   */
  static void read(Source source, BufferedInputStream in, BadLines badLines, Csv.Line each)
      throws IOException {
    long number = 0;
    byte[] mark = blockMark(in);
    LastBytes last = new LastBytes(in, mark.length);
    try (DataFileStream<Object> records = new DataFileStream<>(last, new GenericDatumReader<>())) {
      while (records.hasNext()) {
        Object record = records.next();
        number++;
        String flaw = each.take(columns(record));
        if (flaw != null) {
          badLines.add(source, number, flaw);
        }
      }
      // The library takes a block that is broken off for the end of the file.
      if (!Arrays.equals(last.bytes(), mark)) {
        throw new EOFException("the file ends in the middle of a block");
      }
    } catch (IOException | AvroRuntimeException damage) {
      badLines.add(source, number + 1, "damaged from here on: " + damage.getMessage());
    }
  }

  /** What stands at the end of the header and of every block; the stream stands where it stood. */
  private static byte[] blockMark(BufferedInputStream in) throws IOException {
    in.mark(LONGEST_HEADER);
    BinaryDecoder header = DecoderFactory.get().directBinaryDecoder(in, null);
    header.skipFixed(DataFileConstants.MAGIC.length);
    for (long entries = header.readMapStart(); entries > 0; entries = header.mapNext()) {
      for (long left = entries; left > 0; left--) {
        header.skipString();
        header.skipBytes();
      }
    }
    byte[] mark = new byte[DataFileConstants.SYNC_SIZE];
    header.readFixed(mark);
    in.reset();
    return mark;
  }

  /** Remembers the last bytes that were read. */
  private static final class LastBytes extends FilterInputStream {
    private final byte[] bytes;

    LastBytes(InputStream in, int size) {
      super(in);
      bytes = new byte[size];
    }

    byte[] bytes() {
      return bytes;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] to, int from, int length) throws IOException {
      int read = super.read(to, from, length);
      if (read > 0) {
        int kept = Math.min(read, bytes.length);
        System.arraycopy(bytes, kept, bytes, 0, bytes.length - kept);
        System.arraycopy(to, from + read - kept, bytes, bytes.length - kept, kept);
      }
      return read;
    }
  }

  private static Columns columns(Object record) {
    Map<String, String> values = new LinkedHashMap<>();
    flatten(record, "", values);
    return new Flat(values);
  }

  private static void flatten(Object value, String path, Map<String, String> to) {
    switch (value) {
      case null -> to.put(path, "");
      case IndexedRecord record -> {
        for (Schema.Field field : record.getSchema().getFields()) {
          flatten(record.get(field.pos()), within(path, field.name()), to);
        }
      }
      case List<?> items -> {
        for (int at = 0; at < items.size(); at++) {
          flatten(items.get(at), within(path, Integer.toString(at)), to);
        }
      }
      case Map<?, ?> entries ->
          entries.forEach((key, item) -> flatten(item, within(path, key.toString()), to));
      case ByteBuffer bytes -> to.put(path, bytes.remaining() + " bytes");
      case GenericFixed bytes -> to.put(path, bytes.bytes().length + " bytes");
      default -> to.put(path, value.toString());
    }
  }

  private static String within(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }
}
