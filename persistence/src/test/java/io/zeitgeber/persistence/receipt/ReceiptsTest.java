package io.zeitgeber.persistence.receipt;

import static org.assertj.core.api.Assertions.assertThat;

import io.zeitgeber.persistence.database.Postgres;
import io.zeitgeber.persistence.database.Rows;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class ReceiptsTest {
  private static Postgres postgres;
  private static Receipts receipts;
  private final UUID topicId = UUID.randomUUID();

  @BeforeAll
  static void migrate() {
    postgres = Postgres.database(ReceiptsTest.class);
    receipts = new Receipts(postgres.service());
  }

  @Test
  void receipts_thatFollowEachOther_areWritten() {
    assertThat(receipts.last("kafka", topicId, 0)).isEmpty();
    assertThat(receipts.write(receipt(5, 10))).isEqualTo(Continued.YES);
    assertThat(receipts.write(receipt(10, 12))).isEqualTo(Continued.YES);
    assertThat(receipts.last("kafka", topicId, 0)).contains(new LastReceipt(12, 12_000));
    assertThat(receipts.last("kafka", topicId, 1)).isEmpty();
    assertThat(receipts.last("other", topicId, 0)).isEmpty();
  }

  @Test
  void receipt_thatDoesNotContinue_writesNothing() {
    assertThat(receipts.write(receipt(0, 10))).isEqualTo(Continued.YES);
    assertThat(receipts.write(receipt(0, 10))).isEqualTo(Continued.NO);
    assertThat(receipts.write(receipt(0, 7))).isEqualTo(Continued.NO);
    assertThat(receipts.write(receipt(7, 12))).isEqualTo(Continued.NO);
    assertThat(receipts.write(receipt(11, 12))).isEqualTo(Continued.NO);
    assertThat(receipts.last("kafka", topicId, 0)).contains(new LastReceipt(10, 10_000));
  }

  @Test
  void severalPartitions_inOneTransaction_areToldApart() {
    receipts.write(receipt(0, 10));
    assertThat(receipts.write(List.of(receipt(10, 20), receipt(15, 20), receipt(20, 21))))
        .containsExactly(Continued.YES, Continued.NO, Continued.YES);
  }

  @Test
  void acceptedGap_letsTheNextReceiptBeginAfterIt() {
    receipts.write(receipt(0, 10));
    receipts.acceptGap("kafka", topicId, 0, 10, 50, "operator", "retention was too short", null);
    assertThat(receipts.last("kafka", topicId, 0)).contains(new LastReceipt(50, 10_000));
    assertThat(receipts.write(receipt(10, 60))).isEqualTo(Continued.NO);
    assertThat(receipts.write(receipt(50, 60))).isEqualTo(Continued.YES);
    assertThat(
            Rows.of(
                postgres.service(), "select by, reason, first, next from zeitgeber.gaps_accepted"))
        .contains("operator|retention was too short|10|50");
  }

  @Test
  void manyWriters_ofTheSameSlice_haveOneWinner() throws Exception {
    receipts.write(receipt(0, 10));
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Future<Continued>> answers =
          IntStream.range(0, 8)
              .mapToObj(at -> threads.submit(() -> receipts.write(receipt(10, 11 + at))))
              .toList();
      int winners = 0;
      for (Future<Continued> answer : answers) {
        winners += answer.get() == Continued.YES ? 1 : 0;
      }
      assertThat(winners).isEqualTo(1);
    }
  }

  @Test
  void topics_onceAdopted_areKnown() {
    Topics topics = new Topics(postgres.service());
    UUID other = UUID.randomUUID();
    String name = "topic-" + topicId;
    assertThat(topics.known("kafka", name)).isEmpty();
    topics.adopt("kafka", name, topicId, "zeitgeber", "first seen");
    topics.adopt("kafka", name, topicId, "zeitgeber", "again");
    topics.adopt("kafka", name, other, "operator", "made anew after a crash");
    assertThat(topics.known("kafka", name)).containsExactly(topicId, other);
    assertThat(topics.known("elsewhere", name)).isEmpty();
  }

  private Receipt receipt(long first, long next) {
    return new Receipt(
        "kafka", topicId, "observations", 0, first, next, (int) (next - first), 0, next * 1_000, 1);
  }
}
