package io.zeitgeber.service.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

final class ReadingTest {

  /** As after a crash between a receipt and the commit to Kafka that follows it. */
  @Test
  void readAgainBelowTheLastReceipt_theNextReceiptStillFollowsIt() {
    Reading reading =
        new Reading(new UUID(0, 1), new TopicPartition("t", 0), 5, 10, Long.MIN_VALUE);
    reading.receiptedUpTo(reading.cut(7).next());
    assertThat(reading.receiptedNext()).isEqualTo(10);
    reading.receiptedUpTo(reading.cut(12).next());
    assertThat(reading.receiptedNext()).isEqualTo(12);
  }
}
