package io.zeitgeber.service.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.zeitgeber.participant.observation.Batch;
import io.zeitgeber.participant.observation.Flaw;
import io.zeitgeber.participant.observation.Refusal;
import io.zeitgeber.participant.observation.Source;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SliceTest {
  private static final long DAY = 86_400_000_000L;

  private final SliceDecoder decoder = new SliceDecoder(DecodeSettings.STANDARD);

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void shares_holdEachParticipantsRecords_inOffsetOrder(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < 20; round++) {
      Slice slice = Decoding.slice(decoder);
      Map<String, List<Long>> expected = new HashMap<>();
      List<String> firstSeen = new ArrayList<>();
      long offset = random.nextInt(100);
      for (int i = 0; i < 500; i++) {
        String participant = "P" + random.nextInt(40);
        String device = "w" + random.nextInt(3);
        slice.add(decoder.decode(Decoding.bytes(sample(participant, device, offset))), offset, i);
        List<Long> known = expected.get(participant);
        if (known == null) {
          known = new ArrayList<>();
          expected.put(participant, known);
          firstSeen.add(participant);
        }
        known.add(offset);
        offset += 1 + random.nextInt(3);
      }
      List<Share> shares = slice.shares();
      assertThat(shares).extracting(Share::participant).isEqualTo(firstSeen);
      for (Share share : shares) {
        Batch batch = share.parts().getFirst();
        assertThat(share.parts()).hasSize(1);
        assertThat(batch.offsets())
            .containsExactly(
                expected.getOrDefault(share.participant(), List.of()).stream()
                    .mapToLong(l -> l)
                    .toArray());
        for (int row = 0; row < batch.size(); row++) {
          assertThat(batch.values()[row]).isEqualTo((double) batch.offsets()[row]);
          assertThat(batch.originals().of(batch.offsets()[row]))
              .isEqualTo(
                  sample(
                          share.participant(),
                          batch.sources().get(batch.sourceOf()[row]).device(),
                          batch.offsets()[row])
                      .getBytes(StandardCharsets.UTF_8));
        }
      }
      decoder.clear();
    }
  }

  @Test
  void sameParticipant_inTwoStudies_isTwo() {
    Slice slice = Decoding.slice(decoder);
    String record = sample("P", "w", 1);
    slice.add(decoder.decode(Decoding.bytes(record)), 1, 0);
    slice.add(decoder.decode(Decoding.bytes(record.replace("{", "{\"study\":\"S2\","))), 2, 0);
    assertThat(slice.shares()).extracting(Share::study).containsExactly("default", "S2");
  }

  @Test
  void share_isCutIntoParts_belowTheLimit_inOrder() {
    SliceDecoder small = new SliceDecoder(new DecodeSettings(1 << 20, 4096, 1 << 18));
    Slice slice = Decoding.slice(small);
    for (int i = 0; i < 1000; i++) {
      slice.add(small.decode(Decoding.bytes(sample("P", "w" + i % 3, i))), i, i);
    }
    List<Batch> parts = slice.shares().getFirst().parts();
    assertThat(parts).hasSizeBetween(5, 20);
    long next = 0;
    for (Batch part : parts) {
      assertThat(part.size()).isLessThan(100);
      assertThat(part.sources())
          .hasSizeLessThanOrEqualTo(3)
          .contains(new Source("w0", "heart_rate"));
      for (int row = 0; row < part.size(); row++) {
        assertThat(part.offsets()[row]).isEqualTo(next);
        assertThat(part.sources().get(part.sourceOf()[row]).device()).isEqualTo("w" + next % 3);
        next++;
      }
    }
    assertThat(next).isEqualTo(1000);
  }

  @Test
  void recordAboveTheLimit_isAPartAlone() {
    SliceDecoder small = new SliceDecoder(new DecodeSettings(1 << 20, 1024, 1 << 18));
    Slice slice = Decoding.slice(small);
    String chunk =
        "{\"participant\":\"P\",\"device\":\"w\",\"channel\":\"ppg\",\"time\":1,\"rate_hz\":32,"
            + "\"values\":[1"
            + ",2".repeat(999)
            + "]}";
    slice.add(small.decode(Decoding.bytes(sample("P", "w", 0))), 0, 0);
    slice.add(small.decode(Decoding.bytes(chunk)), 1, 0);
    slice.add(small.decode(Decoding.bytes(sample("P", "w", 2))), 2, 0);
    List<Batch> parts = slice.shares().getFirst().parts();
    assertThat(parts).extracting(Batch::size).containsExactly(1, 1, 1);
    assertThat(parts.get(1).values()).hasSize(1000);
  }

  @Test
  void everyRecord_isInASharesOrQuarantined() {
    Slice slice = Decoding.slice(decoder);
    slice.add(decoder.decode(Decoding.bytes(sample("P", "w", 1))), 5, 7);
    slice.add(decoder.emptyRow(), 6, 8);
    slice.add(decoder.decode(Decoding.bytes("rubbish")), 9, 9);
    slice.add(decoder.decode(Decoding.bytes("{\"participant\":\"P\"}")), 12, 10);
    assertThat(slice.records()).isEqualTo(4);
    assertThat(slice.shares().getFirst().parts().getFirst().offsets()).containsExactly(5, 12);
    assertThat(slice.quarantined()).extracting(Quarantined::offset).containsExactly(6L, 9L);
    assertThat(slice.quarantined())
        .extracting(Quarantined::reason)
        .containsExactly(Refusal.EMPTY_RECORD, Refusal.BAD_JSON);
    assertThat(slice.maxReceivedMicros()).isEqualTo(10);
  }

  @Test
  void recordStampedADayAhead_ofPartitionAndPoll_isFlawed_andMovesNothing() {
    Slice slice = new Slice(decoder, Decoding.PLACE, 1000, 500);
    int row = 0;
    for (long received : new long[] {1000 + DAY, 1000 + DAY + DAY, 1000 + 3 * DAY + 1, 7}) {
      slice.add(decoder.decode(Decoding.bytes(sample("P", "w", row))), row++, received);
    }
    slice.polled(10 * DAY);
    slice.add(decoder.decode(Decoding.bytes(sample("P", "w", row))), row++, 11 * DAY);
    slice.add(decoder.decode(Decoding.bytes(sample("P", "w", row))), row, 12 * DAY + 1);
    Batch batch = slice.shares().getFirst().parts().getFirst();
    assertThat(reasons(batch))
        .containsExactly(
            null, null, Refusal.RECEIVED_IN_FUTURE, null, null, Refusal.RECEIVED_IN_FUTURE);
    assertThat(slice.maxReceivedMicros()).isEqualTo(11 * DAY);
  }

  @Test
  void recordFromTheFuture_thatIsAlsoWrong_keepsItsOwnFlaw() {
    Slice slice = new Slice(decoder, Decoding.PLACE, 0, 0);
    slice.add(decoder.decode(Decoding.bytes("{\"participant\":\"P\"}")), 1, 2 * DAY);
    slice.add(decoder.decode(Decoding.bytes("rubbish")), 2, 2 * DAY);
    Batch batch = slice.shares().getFirst().parts().getFirst();
    assertThat(reasons(batch)).containsExactly(Refusal.MISSING_FIELD);
    assertThat(slice.maxReceivedMicros()).isZero();
  }

  @Test
  void originals_afterTheDecoderWasCleared_areGone_notWrong() {
    Slice slice = Decoding.slice(decoder);
    slice.add(decoder.decode(Decoding.bytes(sample("P", "w", 1))), 1, 0);
    Batch batch = slice.shares().getFirst().parts().getFirst();
    decoder.clear();
    decoder.decode(Decoding.bytes(sample("Q", "v", 2)));
    assertThat(batch.originals().of(1)).isNull();
    assertThat(batch.values()).containsExactly(1);
  }

  @Test
  void sourcesBeyondTheCap_areForgotten_andLearnedAgain() {
    SliceDecoder small = new SliceDecoder(new DecodeSettings(1 << 20, 4096, 10));
    for (int round = 0; round < 5; round++) {
      Slice slice = Decoding.slice(small);
      for (int i = 0; i < 100; i++) {
        slice.add(small.decode(Decoding.bytes(sample("P" + i, "w", i))), i, i);
      }
      List<Share> shares = slice.shares();
      assertThat(shares).hasSize(100);
      for (int i = 0; i < 100; i++) {
        assertThat(shares.get(i).participant()).isEqualTo("P" + i);
        assertThat(shares.get(i).parts().getFirst().values()).containsExactly(i);
      }
      small.clear();
    }
  }

  @Test
  void emptySlice_hasNoShares() {
    Slice slice = Decoding.slice(decoder);
    assertThat(slice.shares()).isEmpty();
    assertThat(slice.records()).isZero();
  }

  private static List<@Nullable Refusal> reasons(Batch batch) {
    @Nullable Flaw @Nullable [] flaws = batch.flaws();
    List<@Nullable Refusal> reasons = new ArrayList<>();
    for (int row = 0; row < batch.size(); row++) {
      Flaw flaw = flaws == null ? null : flaws[row];
      reasons.add(flaw == null ? null : flaw.reason());
    }
    return reasons;
  }

  private static String sample(String participant, String device, long value) {
    return "{\"participant\":\""
        + participant
        + "\",\"device\":\""
        + device
        + "\",\"channel\":\"heart_rate\",\"time\":1760000000123,\"value\":"
        + value
        + "}";
  }
}
