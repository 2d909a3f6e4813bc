package io.zeitgeber.persistence.journal;

import com.typesafe.config.ConfigFactory;
import io.zeitgeber.participant.protocol.Protocol;
import io.zeitgeber.participant.step.Input;
import io.zeitgeber.participant.step.Outcome;
import io.zeitgeber.participant.step.Participant;
import io.zeitgeber.participant.step.Step;
import io.zeitgeber.persistence.database.Postgres;
import io.zeitgeber.persistence.key.DataKey;
import io.zeitgeber.persistence.key.KeyFile;
import io.zeitgeber.persistence.key.KeyFiles;
import io.zeitgeber.persistence.key.KeyRing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;

/** A journal of sealed entries in a database of a test's own, and the keys in a directory. */
public final class SealedJournal {
  private final Postgres postgres;
  private final Protocol protocol;
  private final KeyFiles files;
  private final KeyFile encryption;
  private final KeyRing keys;
  private final EntryCodec codec = new EntryCodec("test");

  public SealedJournal(Class<?> test) {
    this(Postgres.database(test), Samples.PROTOCOL);
  }

  /** In a database that is there already. */
  public SealedJournal(Postgres postgres, Protocol protocol) {
    this.postgres = postgres;
    this.protocol = protocol;
    try {
      Path dir = Files.createTempDirectory("zeitgeber-keys");
      files = KeyFiles.in(dir);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    encryption = files.open(postgres.service()).encryption();
    keys = KeyRing.open(postgres.service(), encryption);
  }

  public Postgres postgres() {
    return postgres;
  }

  public KeyFiles files() {
    return files;
  }

  public KeyFile encryption() {
    return encryption;
  }

  public KeyRing keys() {
    return keys;
  }

  /** Steps a participant through inputs, and writes an entry for each. */
  public Participant write(String participant, List<Input> inputs) {
    KeyRing.Fresh key = keys.fresh("S1/" + participant);
    List<StoredEntry> entries = new ArrayList<>();
    Participant state = Participant.unknown("S1", participant, protocol);
    byte[] digest = StoredEntry.noDigest();
    for (Input input : inputs) {
      Outcome outcome = Step.step(state, input);
      StoredEntry entry = entry(key.key(), participant, entries.size() + 1, digest, input, outcome);
      entries.add(entries.isEmpty() ? entry.introducing(key.wrapped()) : entry);
      state = outcome.after();
      digest = entry.digest();
    }
    write(entries);
    return state;
  }

  public StoredEntry entry(
      DataKey key, String participant, long sequence, byte[] digest, Input input, Outcome of) {
    return codec.encode(
        Sealing.with(key), "S1", participant, sequence, digest, protocol, input, of.facts());
  }

  public void write(List<StoredEntry> entries) {
    write(postgres.service(), entries);
  }

  /** Into a database that has come from elsewhere. */
  public static void write(DataSource to, List<StoredEntry> entries) {
    JournalWriterSettings settings =
        JournalWriterSettings.of(ConfigFactory.load().getConfig("zeitgeber.journal.writer"));
    try (JournalWriter writer = new JournalWriter(to, settings, () -> {}, _ -> {})) {
      writer.write(entries, new UUID(0, 1)).join();
    }
  }

  /** Batches of heart rate, one after the other. */
  public static List<Input> heartRate(int batches, int rows) {
    List<Input> inputs = new ArrayList<>();
    for (int batch = 0; batch < batches; batch++) {
      inputs.add(new Input.Observed(Samples.heartRateAt(batch, (long) batch * rows, rows)));
    }
    return inputs;
  }
}
