package io.zeitgeber.service.ingest;

import io.zeitgeber.persistence.quarantine.QuarantinedRecord;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * What becomes of the records of one kind of topic. Gathers them in the order in which they come;
 * used by one worker's thread alone.
 *
 * @param <V> what the deserialiser makes of a record's value
 */
interface Intake<V> {

  /** Decodes inside {@code poll}, from the fetch buffer. */
  Deserializer<V> deserializer();

  /** Begins a poll: its stamp is the latest that a producer's clock may plausibly show. */
  void polling(long nowMicros);

  /** Gathers one record. */
  void add(Reading place, ConsumerRecord<byte[], V> received);

  /** How many bytes were gathered since the last cut. */
  long gatheredBytes();

  /**
   * Whether as much was gathered as one slice is to hold.
   *
   * @param sliceBytes so much, where it is worth a row of the journal for each participant in it
   */
  boolean isFull(long sliceBytes);

  /** Takes what was gathered, and starts afresh. */
  Cut cut();

  /**
   * What was gathered up to a cut.
   *
   * @param shares in no particular order; one participant has one share of each partition
   * @param quarantined what ingest refuses itself
   */
  record Cut(List<Share> shares, List<QuarantinedRecord> quarantined) {}
}
