package io.zeitgeber.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.typesafe.config.ConfigFactory;
import io.zeitgeber.persistence.database.Postgres;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class JournalReaderTest {
  private static final int ENTRIES = 600;
  private static Postgres postgres;
  private static JournalReader reader;

  @BeforeAll
  static void write() {
    postgres = Postgres.database(JournalReaderTest.class);
    reader = new JournalReader(postgres.service());
    JournalWriterSettings settings =
        JournalWriterSettings.of(ConfigFactory.load().getConfig("zeitgeber.journal.writer"));
    try (JournalWriter writer =
        new JournalWriter(postgres.service(), settings, () -> {}, _ -> {})) {
      writer.write(Entries.of("P1", ENTRIES), new UUID(0, 1)).join();
      writer.write(Entries.of("P2", 3), new UUID(0, 1)).join();
      List<StoredEntry> holed = Entries.of("holed", 5);
      writer.write(List.of(holed.get(0), holed.get(1), holed.get(3)), new UUID(0, 1)).join();
    }
  }

  @Test
  void entries_comeInOrder_andTheirChainHolds() {
    byte[][] digest = {StoredEntry.noDigest()};
    List<Long> sequences = new ArrayList<>();
    long next =
        reader.entries(
            "S1",
            "P1",
            1,
            row -> {
              EntryCodec.verify(digest[0], row.entry());
              digest[0] = row.entry().digest();
              sequences.add(row.entry().sequence());
            });
    assertThat(next).isEqualTo(ENTRIES + 1);
    assertThat(sequences).hasSize(ENTRIES).isSorted().startsWith(1L).endsWith((long) ENTRIES);
  }

  @Test
  void entries_fromTheMiddle_goOnFromTheirDigest() {
    byte[] before = reader.digest("S1", "P1", 300).orElseThrow();
    List<StoredEntry> rest = new ArrayList<>();
    reader.entries("S1", "P1", 301, row -> rest.add(row.entry()));
    assertThat(rest).hasSize(ENTRIES - 300);
    EntryCodec.verify(before, rest.getFirst());
  }

  @Test
  void missingEntry_isCorrupt() {
    assertThatExceptionOfType(CorruptJournal.class)
        .isThrownBy(() -> reader.entries("S1", "holed", 1, _ -> {}))
        .withMessageContaining("S1/holed, entry 3");
  }

  @Test
  void highest_isTheLastEntry_orZero() {
    assertThat(reader.highest("S1", "P2")).isEqualTo(3);
    assertThat(reader.highest("S1", "nobody")).isZero();
    assertThat(reader.entries("S1", "nobody", 1, _ -> {})).isEqualTo(1);
    assertThat(reader.digest("S1", "nobody", 1)).isEmpty();
  }
}
