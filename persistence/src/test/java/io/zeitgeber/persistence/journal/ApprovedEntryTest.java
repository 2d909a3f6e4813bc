package io.zeitgeber.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.zeitgeber.participant.enrolment.Account;
import io.zeitgeber.participant.handling.Action;
import io.zeitgeber.participant.handling.Handling;
import io.zeitgeber.participant.handling.Subject;
import io.zeitgeber.participant.observation.Batch;
import io.zeitgeber.participant.observation.Declined;
import io.zeitgeber.participant.observation.Extra;
import io.zeitgeber.participant.observation.Flaw;
import io.zeitgeber.participant.observation.Origin;
import io.zeitgeber.participant.observation.Refusal;
import io.zeitgeber.participant.observation.Source;
import io.zeitgeber.participant.step.Custody;
import io.zeitgeber.participant.step.CustodyFact;
import io.zeitgeber.participant.step.Fact;
import io.zeitgeber.participant.step.Input;
import io.zeitgeber.participant.step.Participant;
import io.zeitgeber.participant.step.Step;
import io.zeitgeber.persistence.journal.v1.Body;
import io.zeitgeber.persistence.key.TestKeys;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Entries of formats 1 to 3 as they were written once. They must be readable for ever: never write
 * these files anew for the same format. (They were written by {@code -Dzeitgeber.approve=true}.)
 */
final class ApprovedEntryTest {
  private static final long START = 1_760_000_000_000_000L;
  private static final EntryCodec CODEC = new EntryCodec("0.1.0", 1);

  @Test
  void batchOfFormatOne_isReadForEver() throws IOException {
    Batch batch = batch();
    Input input = new Input.Observed(batch);
    byte[] payload = approved("entry-1-batch.bin", () -> encode(input, facts(batch)));
    Entry entry = EntryCodec.decode(payload, Samples::protocol);
    Batch read = ((Input.Observed) entry.input()).batch();

    assertThat(entry.header().entity()).isEqualTo("S1/P001");
    assertThat(entry.header().sequence()).isEqualTo(42);
    assertThat(entry.header().rules()).isEqualTo(1);
    assertThat(entry.header().code()).isEqualTo("0.1.0");
    assertThat(read.offsets()).isEqualTo(batch.offsets());
    assertThat(read.deviceMicros()).isEqualTo(batch.deviceMicros());
    assertThat(read.receivedMicros()).isEqualTo(batch.receivedMicros());
    assertThat(read.sources()).isEqualTo(batch.sources());
    assertThat(read.values()).isEqualTo(batch.values());
    assertThat(read.codes()).isEqualTo(batch.codes());
    assertThat(read.durationMicros()).isEqualTo(batch.durationMicros());
    assertThat(read.rateHz()).isEqualTo(batch.rateHz());
    assertThat(read.extras()).isEqualTo(batch.extras());
    assertThat(read.flaws()).isEqualTo(batch.flaws());
    assertThat(read.originals().of(1_003))
        .isEqualTo("record 1003".getBytes(StandardCharsets.UTF_8));
    assertApprovedText("entry-1-batch.facts.txt", entry.facts());
  }

  @Test
  void enrolmentOfFormatOne_isReadForEver_inAnEntryAndAlone() throws IOException {
    Input input = new Input.Enrol(new Samples(11).enrolment());
    byte[] alone = approved("input-1-enrolment.bin", () -> InputCodec.encode(input, false));
    byte[] payload = approved("entry-1-enrolment.bin", () -> encode(input, List.of()));
    Input inEntry = EntryCodec.decode(payload, Samples::protocol).input();
    assertThat(InputCodec.encode(inEntry, false)).isEqualTo(alone);
    assertThat(InputCodec.encode(InputCodec.decode(alone, Samples::protocol), false))
        .isEqualTo(alone);
  }

  @Test
  void handlingOfFormatOne_isReadForEver_inAnEntryAndAlone() throws IOException {
    Subject alert =
        new Subject(
            "00112233445566778899aabbccddeeff",
            Subject.Kind.PHYSIOLOGY,
            "DE-01",
            "watch-1",
            "high-heart-rate",
            "heart_rate",
            START);
    Account account = new Account("coordinator", "site DE-01");
    Origin origin = new Origin(new UUID(5, 6), "grpc", 7, 1L << 43);
    Handling handling =
        new Handling(
            origin,
            START + 9,
            "grpc",
            alert,
            Action.SNOOZED,
            "c-7",
            account,
            "later",
            START + 99,
            "c-8");
    Fact fact =
        new Fact.AlertHandled(
            Action.SNOOZED, alert, "c-7", account, "grpc", "later", START + 99, "c-8", START + 9);
    Input input = new Input.Handle(handling);
    byte[] payload = approved("entry-1-handling.bin", () -> encode(input, List.of(fact)));
    Entry entry = EntryCodec.decode(payload, Samples::protocol);
    assertThat(entry.input()).isEqualTo(input);
    assertThat(entry.facts()).containsExactly(fact);
    assertThat(entry.header().kind()).isEqualTo(EntryHeader.Kind.HANDLED);
    assertThat(entry.header().arrivals()).isZero();
    assertThat(entry.header().outbound()).isTrue();
    assertThat(InputCodec.decode(InputCodec.encode(input, true), Samples::protocol))
        .isEqualTo(input);
  }

  @Test
  void whoseAccountItWas_isReadAgain_ofWhatOperatorsDecide() {
    Account account = new Account("data-manager", "site DE-01");
    Samples samples = new Samples(5);
    List<Input> decided =
        List.of(
            new Input.Activate(Samples.NEXT_PROTOCOL, "ann", "amendment 2", START, account),
            new Input.Readmitted(
                new Input.Observed(samples.batch(1)),
                new Origin(new UUID(5, 6), "observations", 3, 17),
                "ann",
                "unit repaired",
                account));
    for (Input input : decided) {
      byte[] alone = InputCodec.encode(input, true);
      Input again = InputCodec.decode(alone, Samples::protocol);
      assertThat(InputCodec.encode(again, true)).isEqualTo(alone);
      assertThat(account(again)).isEqualTo(account);
    }
  }

  private static @Nullable Account account(Input input) {
    return switch (input) {
      case Input.Activate activate -> activate.account();
      case Input.Readmitted readmitted -> readmitted.account();
      default -> null;
    };
  }

  @Test
  void sealedEntriesOfFormatOne_areReadForEver() throws IOException {
    Participant state =
        Participant.erased(
            "S1",
            "P001",
            Samples.PROTOCOL,
            12,
            List.of(new Origin(new UUID(1, 2), "observations", 3, 41)));
    Custody.Erase erase = new Custody.Erase("dm-1", List.of("a", "b"), "asked for", START, state);
    Custody.Refrain declined =
        new Custody.Refrain(
            new Declined(
                new UUID(1, 2),
                "observations",
                3,
                false,
                new long[] {50, 52},
                new long[] {START, START + 1},
                new int[] {80, 81},
                Refusal.ERASED));
    List<Fact> erased =
        List.of(new CustodyFact.Erased("dm-1", List.of("a", "b"), "asked for", START));
    assertThat(sealed("sealed-1-tick.bin", new Input.Tick(START), List.of()).input())
        .isEqualTo(new Input.Tick(START));
    assertThat(
            sealed("sealed-1-checkpoint.bin", new Custody.Checkpoint(state, 1), List.of()).input())
        .isEqualTo(new Custody.Checkpoint(state, 1));
    Entry erasure = sealed("sealed-1-erase.bin", erase, erased);
    assertThat(erasure.input()).isEqualTo(erase);
    assertThat(erasure.facts()).isEqualTo(erased);
    Entry after = sealed("sealed-1-declined.bin", declined, Step.step(state, declined).facts());
    assertThat(((Custody.Refrain) after.input()).records().lengths()).containsExactly(80, 81);
    assertThat(after.facts()).hasSize(2);
  }

  /** The file is sealed with the key of 32 bytes 01. */
  private static Entry sealed(String name, Input input, List<Fact> facts) throws IOException {
    byte[] payload =
        approved(
            name,
            () ->
                CODEC
                    .encode(
                        Sealing.with(TestKeys.key(1)),
                        "S1",
                        "P001",
                        42,
                        StoredEntry.noDigest(),
                        Samples.PROTOCOL,
                        input,
                        facts)
                    .payload());
    return EntryCodec.decode(payload, Samples::protocol, _ -> TestKeys.key(1));
  }

  /**
   * What is written today is what was approved: another form needs another number of the format,
   * and samples of its own beside these.
   */
  @Test
  void whatIsWritten_isTheApprovedFormatThree() throws IOException {
    assertThat(EntryCodec.FORMAT).isEqualTo(3);
    // Short enough not to be compressed: another zstd may pack differently.
    byte[] batch = encode(new Input.Observed(Samples.heartRateAt(1, 0, 8)), List.of());
    assertThat(batch).isEqualTo(approved("written-3-batch.bin", () -> batch));
    byte[] coded = encode(new Input.Observed(Samples.live(64)), List.of());
    assertThat(coded).isEqualTo(approved("written-3-codes.bin", () -> coded));
    byte[] windows = encode(new Input.Tick(START), closed());
    assertThat(windows).isEqualTo(approved("written-3-windows.bin", () -> windows));
    assertThat(EntryCodec.decode(windows, Samples::protocol).facts()).isEqualTo(closed());
    byte[] tick = encode(new Input.Tick(START), List.of());
    assertThat(tick).isEqualTo(approved("written-3-tick.bin", () -> tick));
  }

  @Test
  void codesOfFormatThree_areReadForEver() throws IOException {
    byte[] coded = approved("written-3-codes.bin", () -> new byte[0]);
    Batch read =
        ((Input.Observed) EntryCodec.decode(coded, Samples::protocol).input()).batch();
    Batch written = Samples.live(64);
    assertThat(read.offsets()).isEqualTo(written.offsets());
    assertThat(read.deviceMicros()).isEqualTo(written.deviceMicros());
    assertThat(read.receivedMicros()).isEqualTo(written.receivedMicros());
    assertThat(read.values()).isEqualTo(written.values());
  }

  @Test
  void entriesOfFormatTwo_areReadForEver() throws IOException {
    byte[] tick = approved("written-2-tick.bin", () -> new byte[0]);
    assertThat(EntryCodec.decode(tick, Samples::protocol).input()).isEqualTo(new Input.Tick(START));
    byte[] batch = approved("written-2-batch.bin", () -> new byte[0]);
    Batch read = ((Input.Observed) EntryCodec.decode(batch, Samples::protocol).input()).batch();
    assertThat(read.offsets()).isEqualTo(Samples.heartRateAt(1, 0, 8).offsets());
    byte[] windows = approved("written-2-windows.bin", () -> new byte[0]);
    assertThat(EntryCodec.decode(windows, Samples::protocol).facts()).isEqualTo(closed());
  }

  @Test
  void ticksOfFormatOne_areReadForEver() throws IOException {
    byte[] tick = approved("written-1-tick.bin", () -> new byte[0]);
    assertThat(EntryCodec.decode(tick, Samples::protocol).input()).isEqualTo(new Input.Tick(START));
    byte[] batch = approved("written-1-batch.bin", () -> new byte[0]);
    assertThat(EntryCodec.decode(batch, Samples::protocol).input())
        .isInstanceOf(Input.Observed.class);
  }

  /** Few enough not to be compressed, with another fact among them. */
  private static List<Fact> closed() {
    List<Fact> facts = new ArrayList<>(Samples.windowsOf(Samples.heartRateAt(1, 0, 30)));
    facts.add(1, new Fact.DeviceChanged("watch-1", null, "fw 2", START));
    return facts;
  }

  @Test
  void unknownFields_ofALaterWriter_survive() throws IOException {
    byte[] payload = encode(new Input.Tick(START), List.of());
    int bodyFrom = payload[0] + 1;
    if (payload[0] < 0) {
      bodyFrom = (((payload[1] & 0x7F) << 7) | (payload[0] & 0x7F)) + 2;
    }
    byte[] later = Arrays.copyOf(payload, payload.length + 3);
    // Field 2,000 of the body, a varint: nothing that is known here.
    later[payload.length] = (byte) 0x80;
    later[payload.length + 1] = 0x7D;
    later[payload.length + 2] = 1;
    assertThat(EntryCodec.decode(later, Samples::protocol).input())
        .isEqualTo(new Input.Tick(START));
    Body body = Body.parseFrom(Arrays.copyOfRange(later, bodyFrom, later.length));
    assertThat(body.getUnknownFields().hasField(2_000)).isTrue();
    assertThat(body.toByteArray()).isEqualTo(Arrays.copyOfRange(later, bodyFrom, later.length));
  }

  private static byte[] encode(Input input, List<Fact> facts) {
    return CODEC
        .encode("S1", "P001", 42, StoredEntry.noDigest(), Samples.PROTOCOL, input, facts)
        .payload();
  }

  private static void assertApprovedText(String name, List<Fact> facts) throws IOException {
    String text = facts.stream().map(Fact::toString).collect(Collectors.joining("\n"));
    byte[] escaped = escaped(text).getBytes(StandardCharsets.UTF_8);
    assertThat(escaped(text))
        .isEqualTo(new String(approved(name, () -> escaped), StandardCharsets.UTF_8));
  }

  /** So that lone surrogates and NUL are seen, and survive, in a text file. */
  private static String escaped(String text) {
    StringBuilder escaped = new StringBuilder();
    text.chars()
        .forEach(
            at ->
                escaped.append(
                    at == '\n' || (at >= ' ' && at < 127)
                        ? Character.toString(at)
                        : "<" + Integer.toHexString(at) + ">"));
    return escaped.toString();
  }

  private static byte[] approved(String name, Supplier<byte[]> fresh) throws IOException {
    Path file = Path.of("src/test/resources/journal", name);
    if (Boolean.getBoolean("zeitgeber.approve") && !Files.exists(file)) {
      Files.createDirectories(Objects.requireNonNull(file.getParent()));
      return Files.readAllBytes(Files.write(file, fresh.get()));
    }
    try (InputStream kept = ApprovedEntryTest.class.getResourceAsStream("/journal/" + name)) {
      return Objects.requireNonNull(kept, name).readAllBytes();
    }
  }

  private static Batch batch() {
    Batch.Builder batch =
        new Batch.Builder(
            new UUID(1, 2), "observations", 3, true, Samples.SamplesOriginals.INSTANCE);
    int heart = batch.source(new Source("watch-1", "heart_rate"));
    int sleep = batch.source(new Source("ring-2", "sleep_stage"));
    for (int row = 0; row < 40; row++) {
      batch.record(
          1_000 + 3 * row,
          START + row * 5_000_123L,
          row % 7 == 6 ? sleep : heart,
          START + row * 5_000_000L);
      if (row % 7 == 6) {
        batch.code(row % 2 == 0 ? "asleep" : "awake").duration(60_000_000);
      } else {
        batch.value(60 + row % 13).value(36.5 + row / 10.0);
      }
    }
    batch
        .extra(new Extra("beats/min", null, "fw 1.2", 7_200, true, "{\"x\":1}", 3))
        .rate(32.5)
        .id("sample-1");
    batch.record(2_000, START, -1, Batch.NONE).flaw(new Flaw(Refusal.BAD_TIME, "time"));
    return batch.build();
  }

  private static List<Fact> facts(Batch batch) {
    Samples samples = new Samples(12);
    List<Fact> facts = new ArrayList<>();
    for (int count = 0; count < 40; count++) {
      facts.add(samples.fact());
    }
    facts.add(
        new Fact.Refused(
            batch.origin(1), Refusal.VALUE_OUT_OF_RANGE, "value", START, "heart_rate"));
    return facts;
  }
}
