package io.zeitgeber.bench.kernel;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import io.zeitgeber.participant.step.Outcome;
import io.zeitgeber.persistence.journal.Entry;
import io.zeitgeber.persistence.journal.EntryCodec;
import io.zeitgeber.persistence.journal.EntryFacts;
import io.zeitgeber.persistence.journal.Sealing;
import io.zeitgeber.persistence.journal.StoredEntry;
import io.zeitgeber.persistence.key.DataKey;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** Steps to journal entries and back. */
@State(Scope.Thread)
public class EncodeKernel {
  /** Samples of an entry. */
  @Param({"16", "64", "256"})
  public int each;

  private final EntryCodec codec = new EntryCodec("bench");
  private final DataKey key = DataKey.fresh(new SecureRandom());
  private Beats beats = new Beats(Beats.SAMPLES);
  private List<Outcome> outcomes = List.of();
  private List<StoredEntry> entries = List.of();
  private final List<byte[]> bodies = new ArrayList<>();
  private final ZstdCompressCtx compression = new ZstdCompressCtx();
  private byte[] compressed = new byte[0];

  /** Made by JMH. */
  public EncodeKernel() {}

  /** Steps through all batches, and encodes them once. */
  @Setup(Level.Trial)
  public void steps() {
    beats = new Beats(each);
    outcomes = beats.outcomes();
    entries = encoded(Sealing.with(key));
    for (StoredEntry clear : encoded(Sealing.NONE)) {
      bodies.add(body(clear.payload()));
    }
    int longest = bodies.stream().mapToInt(body -> body.length).max().orElse(0);
    compressed = new byte[Math.toIntExact(Zstd.compressBound(longest))];
    compression.setLevel(1);
    compression.setContentSize(false);
    compression.setChecksum(false);
  }

  // A payload is the header's length as a varint, the header, and the body.
  private static byte[] body(byte[] payload) {
    int at = 0;
    int length = 0;
    for (int shift = 0; ; shift += 7) {
      byte next = payload[at++];
      length |= (next & 0x7F) << shift;
      if (next >= 0) {
        break;
      }
    }
    byte[] stored = Arrays.copyOfRange(payload, at + length, payload.length);
    return Zstd.isError(Zstd.getFrameContentSize(stored)) ? stored : decompressed(stored);
  }

  private static byte[] decompressed(byte[] stored) {
    byte[] room = new byte[1 << 20];
    long length = Zstd.decompressByteArray(room, 0, room.length, stored, 0, stored.length);
    return Zstd.isError(length) ? stored : Arrays.copyOf(room, (int) length);
  }

  private List<StoredEntry> encoded(Sealing sealing) {
    List<StoredEntry> all = new ArrayList<>(outcomes.size());
    byte[] digest = StoredEntry.noDigest();
    for (int at = 0; at < outcomes.size(); at++) {
      StoredEntry entry =
          codec.encode(
              sealing,
              Beats.STUDY,
              Beats.PARTICIPANT,
              at + 1L,
              digest,
              beats.protocol,
              beats.inputs.get(at),
              outcomes.get(at).facts());
      all.add(entry);
      digest = entry.digest();
    }
    return all;
  }

  /** As it ships: columns, facts, zstd, AES-GCM, SHA-256. */
  @Benchmark
  @OperationsPerInvocation(Beats.SAMPLES)
  public List<StoredEntry> sealed() {
    return encoded(Sealing.with(key));
  }

  /** All but the seal. */
  @Benchmark
  @OperationsPerInvocation(Beats.SAMPLES)
  public List<StoredEntry> unsealed() {
    return encoded(Sealing.NONE);
  }

  /** The digest that chains an entry to the one before it, alone. */
  @Benchmark
  @OperationsPerInvocation(Beats.SAMPLES)
  public void chain() {
    byte[] digest = StoredEntry.noDigest();
    for (StoredEntry entry : entries) {
      EntryCodec.verify(digest, entry);
      digest = entry.digest();
    }
  }

  /** zstd, alone. */
  @Benchmark
  @OperationsPerInvocation(Beats.SAMPLES)
  public int compress() {
    int bytes = 0;
    for (byte[] body : bodies) {
      bytes +=
          compression.compressByteArray(compressed, 0, compressed.length, body, 0, body.length);
    }
    return bytes;
  }

  /** As the tail reads: opened, the facts without the columns. */
  @Benchmark
  @OperationsPerInvocation(Beats.SAMPLES)
  public void facts(Blackhole read) {
    for (StoredEntry entry : entries) {
      EntryFacts facts = EntryCodec.decodeFacts(entry.payload(), _ -> key);
      read.consume(facts);
    }
  }

  /** As a recovery reads: all of it. */
  @Benchmark
  @OperationsPerInvocation(Beats.SAMPLES)
  public void decode(Blackhole read) {
    for (StoredEntry stored : entries) {
      Entry entry = EntryCodec.decode(stored.payload(), _ -> beats.protocol, _ -> key);
      read.consume(entry);
    }
  }
}
