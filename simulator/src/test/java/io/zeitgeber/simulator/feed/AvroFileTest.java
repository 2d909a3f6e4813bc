package io.zeitgeber.simulator.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.zeitgeber.simulator.cli.Shell;
import io.zeitgeber.simulator.cli.StopSignal;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecordBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AvroFileTest {
  private static final Schema SCHEMA =
      new Schema.Parser()
          .parse(
              """
              {"type": "record", "name": "Sample", "fields": [
                {"name": "value", "type": {"type": "record", "name": "Battery", "fields": [
                  {"name": "time", "type": "double"},
                  {"name": "level", "type": ["null", "float"]},
                  {"name": "status", "type": {"type": "enum", "name": "S", "symbols": ["A", "B"]}}
                ]}},
                {"name": "tags", "type": {"type": "array", "items": "string"}},
                {"name": "more", "type": {"type": "map", "values": "long"}},
                {"name": "raw", "type": "bytes"}
              ]}
              """);

  private final Source source = new Source("x.avro");
  private final Shell shell =
      new Shell(
          new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8),
          new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8),
          new ByteArrayInputStream(new byte[0]),
          false,
          Map.of(),
          new StopSignal());

  private static byte[] file(String codec, int records) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Schema value = SCHEMA.getField("value").schema();
    try (DataFileWriter<Object> writer = new DataFileWriter<>(new GenericDatumWriter<>(SCHEMA))) {
      writer.setCodec(CodecFactory.fromString(codec)).setSyncInterval(64).create(SCHEMA, bytes);
      for (int at = 0; at < records; at++) {
        writer.append(
            new GenericRecordBuilder(SCHEMA)
                .set(
                    "value",
                    new GenericRecordBuilder(value)
                        .set("time", 1.5 + at)
                        .set("level", at % 2 == 0 ? null : 0.25f)
                        .set(
                            "status",
                            new GenericData.EnumSymbol(value.getField("status").schema(), "B"))
                        .build())
                .set("tags", List.of("x", "y"))
                .set("more", Map.of("steps", 7L))
                .set("raw", ByteBuffer.wrap(new byte[3]))
                .build());
      }
    }
    return bytes.toByteArray();
  }

  private List<Columns> read(byte[] file, BadLines badLines) throws IOException {
    List<Columns> read = new ArrayList<>();
    BufferedInputStream in = new BufferedInputStream(new ByteArrayInputStream(file));
    assertThat(AvroFile.begins(in)).isTrue();
    AvroFile.read(
        source,
        in,
        badLines,
        columns -> {
          read.add(columns);
          return null;
        });
    return read;
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "deflate", "snappy", "bzip2"})
  void container_ofEveryCodec_givesFieldsByPath(String codec) throws IOException {
    BadLines badLines = new BadLines(shell);
    List<Columns> read = read(file(codec, 20), badLines);
    assertThat(read).hasSize(20);
    Columns first = read.getFirst();
    assertThat(first.names())
        .containsExactly(
            "value.time", "value.level", "value.status", "tags.0", "tags.1", "more.steps", "raw");
    assertThat(first.names().stream().map(first::field))
        .containsExactly("1.5", "", "B", "x", "y", "7", "3 bytes");
    assertThat(read.get(1).field("value.level")).isEqualTo("0.25");
    assertThat(badLines.count()).isZero();
  }

  @Test
  void container_brokenOff_givesWhatIsWhole_andOneBadLine() throws IOException {
    BadLines badLines = new BadLines(shell);
    byte[] whole = file("snappy", 20);
    List<Columns> read = read(Arrays.copyOf(whole, whole.length - 5), badLines);
    assertThat(read).hasSizeBetween(1, 19);
    assertThat(badLines.count()).isOne();
  }
}
