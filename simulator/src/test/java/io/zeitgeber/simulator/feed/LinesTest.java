package io.zeitgeber.simulator.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LinesTest {

  @Test
  void lines_withEitherEnding_areTheSame() throws IOException {
    assertThat(read("\uFEFFa\r\nb\n\nc")).containsExactly("1:a", "2:b", "3:", "4:c");
    assertThat(read("a\n")).containsExactly("1:a");
    assertThat(read("")).isEmpty();
  }

  @Test
  void lines_longerThanTheBuffer_areWhole() throws IOException {
    String tall = "x".repeat(1_000_000);
    assertThat(read("a\n" + tall + "\nb")).containsExactly("1:a", "2:" + tall, "3:b");
  }

  @Test
  void line_longerThanAnyRecord_isSkippedWhole() throws IOException {
    byte[] file =
        ("a\n" + "x".repeat(Lines.LONGEST * 2 + 5) + "\nb\n").getBytes(StandardCharsets.UTF_8);
    Lines lines = new Lines(new ByteArrayInputStream(file));
    assertThat(lines.next()).isTrue();
    assertThat(lines.next()).isTrue();
    assertThat(lines.tooLong()).isTrue();
    assertThat(lines.next()).isTrue();
    assertThat(lines.tooLong()).isFalse();
    assertThat(new String(lines.copy(), StandardCharsets.UTF_8)).isEqualTo("b");
    assertThat(lines.next()).isFalse();
  }

  private static List<String> read(String text) throws IOException {
    List<String> read = new ArrayList<>();
    try (Lines lines = new Lines(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)))) {
      while (lines.next()) {
        read.add(lines.number() + ":" + new String(lines.copy(), StandardCharsets.UTF_8));
      }
    }
    return read;
  }
}
