package io.zeitgeber.persistence.journal;

import io.zeitgeber.persistence.key.WrappedKey;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An entry as it is stored: what {@link EntryCodec} made of a step, or what was read back. The
 * arrays are not copied and not to be changed.
 */
public final class StoredEntry {
  /** Length of a digest. */
  public static final int DIGEST_BYTES = 32;

  private final String entity;
  private final long sequence;
  private final byte[] payload;
  private final byte[] digest;
  private final boolean outbound;
  private final @Nullable UUID topicId;
  private final int partition;
  private final int records;
  private final int refused;
  private final boolean whole;
  private final @Nullable WrappedKey newKey;

  /**
   * Takes an entry as it is in the table.
   *
   * @param topicId null where the input did not come from Kafka
   * @param partition of no meaning without a topic
   */
  public StoredEntry(
      String entity,
      long sequence,
      byte[] payload,
      byte[] digest,
      boolean outbound,
      @Nullable UUID topicId,
      int partition,
      int records,
      int refused) {
    this(
        entity, sequence, payload, digest, outbound, topicId, partition, records, refused, false,
        null);
  }

  private StoredEntry(
      String entity,
      long sequence,
      byte[] payload,
      byte[] digest,
      boolean outbound,
      @Nullable UUID topicId,
      int partition,
      int records,
      int refused,
      boolean whole,
      @Nullable WrappedKey newKey) {
    this.entity = entity;
    this.sequence = sequence;
    this.payload = payload;
    this.digest = digest;
    this.outbound = outbound;
    this.topicId = topicId;
    this.partition = partition;
    this.records = records;
    this.refused = refused;
    this.whole = whole;
    this.newKey = newKey;
  }

  /** The same, holding a full state. */
  StoredEntry asWhole() {
    return new StoredEntry(
        entity, sequence, payload, digest, outbound, topicId, partition, records, refused, true,
        newKey);
  }

  /** The same, the first that is sealed with a key: both become durable together, or neither. */
  public StoredEntry introducing(WrappedKey key) {
    return new StoredEntry(
        entity, sequence, payload, digest, outbound, topicId, partition, records, refused, whole,
        key);
  }

  /** Holds a full state: recovery may begin here. */
  public boolean whole() {
    return whole;
  }

  /** The key that it is sealed with, where it is the first one. */
  @Nullable WrappedKey newKey() {
    return newKey;
  }

  /** What the first entry of a participant has for a previous digest. */
  public static byte[] noDigest() {
    return new byte[DIGEST_BYTES];
  }

  /** {@code study/participant}. */
  public String entity() {
    return entity;
  }

  /** Place in the participant's history, from 1. */
  public long sequence() {
    return sequence;
  }

  /** Slice of the tail, 0 to 15. */
  public int slice() {
    return Slice.of(entity);
  }

  /** Length-prefixed header, then the body. */
  public byte[] payload() {
    return payload;
  }

  /** 32 bytes that stand for this entry and all before it. */
  public byte[] digest() {
    return digest;
  }

  /** Holds an alert or a refusal. */
  public boolean outbound() {
    return outbound;
  }

  public @Nullable UUID topicId() {
    return topicId;
  }

  public int partition() {
    return partition;
  }

  /** How many records of Kafka the entry holds. */
  public int records() {
    return records;
  }

  /** How many of them the step refused. */
  public int refused() {
    return refused;
  }

  @Override
  public String toString() {
    return entity + " " + sequence + ", " + payload.length + " bytes";
  }
}
