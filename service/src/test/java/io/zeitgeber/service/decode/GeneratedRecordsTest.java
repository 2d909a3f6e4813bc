package io.zeitgeber.service.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.zeitgeber.participant.observation.Batch;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Generated records: the seed in a test's name gives them again. */
@Execution(ExecutionMode.CONCURRENT)
final class GeneratedRecordsTest {

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void decodingInPlace_givesWhatTheStrictParserGives(long seed) {
    RecordGenerator records = new RecordGenerator(seed);
    SliceDecoder fast = new SliceDecoder(DecodeSettings.STANDARD);
    SliceDecoder strict = new SliceDecoder(DecodeSettings.STANDARD);
    int total = 40_000;
    for (int i = 0; i < total; i++) {
      byte[] record =
          i % 4 == 3 ? records.nextMutated() : records.next().getBytes(StandardCharsets.UTF_8);
      if (record.length == 0) {
        continue;
      }
      String one = Decoding.fate(fast, fast.decode(ByteBuffer.wrap(record)));
      String other = Decoding.fate(strict, strict.decodeStrictly(ByteBuffer.wrap(record)));
      if (!one.equals(other)) {
        assertThat(one).as(new String(record, StandardCharsets.UTF_8)).isEqualTo(other);
      }
      if (i % 1000 == 0) {
        fast.clear();
        strict.clear();
      }
    }
    assertThat(fast.parsed()).as("records that went to the parser").isLessThan(total * 8L / 10);
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14})
  void soundRecords_holdWhatATreeOfThemHolds(long seed) throws Exception {
    RecordGenerator records = new RecordGenerator(seed);
    SliceDecoder decoder = new SliceDecoder(DecodeSettings.STANDARD);
    int compared = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] record = records.next().getBytes(StandardCharsets.UTF_8);
      Slice slice = Decoding.slice(decoder);
      slice.add(decoder.decode(ByteBuffer.wrap(record)), i, Decoding.RECEIVED);
      for (Share share : slice.shares()) {
        Batch batch = share.parts().getFirst();
        if (batch.flaws() == null) {
          compared++;
          String found = TreeReading.found(share);
          String expected = TreeReading.expected(record);
          if (!found.equals(expected)) {
            assertThat(found).as(new String(record, StandardCharsets.UTF_8)).isEqualTo(expected);
          }
        }
      }
      decoder.clear();
    }
    assertThat(compared).isGreaterThan(10_000);
  }

  @Test
  void millionMutatedRecords_haveOneFateEach() {
    RecordGenerator records = new RecordGenerator(20_251_009);
    SliceDecoder decoder = new SliceDecoder(DecodeSettings.STANDARD);
    long observed = 0;
    long flawed = 0;
    long quarantined = 0;
    int total = 1_000_000;
    int each = 1000;
    for (int done = 0; done < total; done += each) {
      Slice slice = Decoding.slice(decoder);
      for (int i = 0; i < each; i++) {
        slice.add(decoder.decode(ByteBuffer.wrap(records.nextMutated())), done + i, i);
      }
      assertThat(slice.records()).isEqualTo(each);
      quarantined += slice.quarantined().size();
      long inShares = 0;
      for (Share share : slice.shares()) {
        for (Batch batch : share.parts()) {
          inShares += batch.size();
          flawed += flaws(batch);
        }
      }
      observed += inShares;
      assertThat(inShares + slice.quarantined().size()).isEqualTo(each);
      decoder.clear();
    }
    assertThat(observed + quarantined).isEqualTo(total);
    assertThat(flawed).isBetween(total / 100L, total / 2L);
    assertThat(quarantined).isBetween(total / 20L, total * 3L / 4);
  }

  private static long flaws(Batch batch) {
    var flaws = batch.flaws();
    long count = 0;
    for (int row = 0; row < batch.size(); row++) {
      boolean flawed = flaws != null && flaws[row] != null;
      count += flawed ? 1 : 0;
      boolean whole = batch.sourceOf()[row] >= 0 && batch.deviceMicros()[row] != Batch.NONE;
      if (!flawed && !whole) {
        throw new AssertionError("A sound row without source or time");
      }
    }
    return count;
  }
}
