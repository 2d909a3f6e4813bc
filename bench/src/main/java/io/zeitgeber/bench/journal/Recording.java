package io.zeitgeber.bench.journal;

import io.zeitgeber.participant.observation.Batch;
import io.zeitgeber.participant.observation.Originals;
import io.zeitgeber.participant.observation.Source;
import io.zeitgeber.participant.protocol.Channel;
import io.zeitgeber.participant.protocol.Protocol;
import io.zeitgeber.participant.step.Input;
import io.zeitgeber.participant.step.Outcome;
import io.zeitgeber.participant.step.Participant;
import io.zeitgeber.participant.step.Step;
import io.zeitgeber.persistence.journal.EntryCodec;
import io.zeitgeber.persistence.journal.Sealing;
import io.zeitgeber.persistence.journal.StoredEntry;
import io.zeitgeber.persistence.key.DataKey;
import io.zeitgeber.persistence.key.Keys;
import io.zeitgeber.persistence.protocol.ProtocolText;
import io.zeitgeber.persistence.replay.Histories;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.Predicate;

/** One participant's channel from a seed, stepped and journaled as the service does it. */
final class Recording implements Histories {
  private static final UUID TOPIC = new UUID(1, 2);
  private static final long START = 1_760_000_000_000_000L;
  private static final long EVERY = 5_000_000;

  /** Of 1,000 participants in 8 partitions. */
  static final int NEIGHBOURS = 125;

  private static final int SHARING = 37;
  private static final int EVERY_MILLIS = 5_000;
  private static final int MOST_DELAY_MILLIS = 3_000;

  final List<Input> inputs = new ArrayList<>();
  final List<StoredEntry> entries = new ArrayList<>();
  final String entity;
  final Protocol protocol = ProtocolText.standard().core();
  private final DataKey key = DataKey.fresh(new SecureRandom());
  private final List<Outcome> outcomes = new ArrayList<>();

  private Recording(String entity) {
    this.entity = entity;
  }

  /** So many samples of a channel, so many of them in an entry. */
  static Recording of(String participant, String channel, int samples, int each) {
    Recording recording = new Recording("S1/" + participant);
    SplittableRandom random = new SplittableRandom(1);
    double[] value = {72};
    for (int from = 0; from < samples; from += each) {
      recording.inputs.add(
          new Input.Observed(batch(recording.protocol, channel, from, each, random, value)));
    }
    recording.step();
    recording.encode();
    return recording;
  }

  /**
   * Heart rate as it comes live to a partition that {@link #NEIGHBOURS} share: everybody's device
   * sends a sample every five seconds, at a moment of its own; it arrives after 20 ms and a waiting
   * time of 100 ms on average, one in a hundred after up to three seconds. Offsets are the order of
   * arrival.
   */
  static Recording shared(int samples, int each) {
    Recording recording = new Recording("S1/P1");
    SplittableRandom random = new SplittableRandom(1);
    long[] arrivals = new long[NEIGHBOURS * samples];
    int[] phases = random.ints(NEIGHBOURS, 0, EVERY_MILLIS).toArray();
    for (int at = 0; at < arrivals.length; at++) {
      int who = at % NEIGHBOURS;
      long sent = phases[who] + (long) (at / NEIGHBOURS) * EVERY_MILLIS;
      arrivals[at] = (sent + delayMillis(random)) * NEIGHBOURS + who;
    }
    Arrays.sort(arrivals);
    Batch.Builder batch = new Batch.Builder(TOPIC, "observations", 3, false, Originals.NONE);
    double value = 72;
    int sample = 0;
    for (int offset = 0; offset < arrivals.length && sample < samples; offset++) {
      if (arrivals[offset] % NEIGHBOURS != 0) {
        continue;
      }
      int source = batch.source(new Source("watch-1", "heart_rate"));
      long device = START + (phases[0] + (long) sample * EVERY_MILLIS) * 1_000;
      value = Math.clamp(value + random.nextInt(7) - 3, 50, 110);
      batch.record(offset, START + arrivals[offset] / NEIGHBOURS * 1_000, source, device);
      batch.value(value);
      if (++sample % each == 0) {
        recording.inputs.add(new Input.Observed(batch.build()));
        batch = new Batch.Builder(TOPIC, "observations", 3, false, Originals.NONE);
      }
    }
    recording.step();
    recording.encode();
    return recording;
  }

  /** As the waiting time for one of many: the logarithm of a chance, without a table. */
  private static long delayMillis(SplittableRandom random) {
    if (random.nextInt(100) == 0) {
      return random.nextInt(20, MOST_DELAY_MILLIS);
    }
    return 20 + Math.round(-100 * Math.log(1 - random.nextDouble()));
  }

  /** What lasts is sent when it is over. */
  private static boolean lasts(Channel channel) {
    return channel.shape() == Channel.Shape.INTERVAL || channel.shape() == Channel.Shape.STATE;
  }

  private static Batch batch(
      Protocol protocol,
      String name,
      int from,
      int samples,
      SplittableRandom random,
      double[] value) {
    Channel channel = protocol.channels().get(name);
    if (channel == null) {
      throw new IllegalArgumentException("the default protocol has no channel " + name);
    }
    Batch.Builder batch = new Batch.Builder(TOPIC, "observations", 3, false, Originals.NONE);
    int source = batch.source(new Source("watch-1", name));
    for (int at = from; at < from + samples; at++) {
      long device = START + at * EVERY;
      long end = lasts(channel) ? device + EVERY : device;
      long delay = delayMillis(random);
      long overtaking = delay * SHARING / EVERY_MILLIS; // the others' that arrive before it
      batch.record((long) at * SHARING + overtaking, end + delay * 1_000, source, device);
      switch (channel.shape()) {
        case SAMPLE -> {
          value[0] = Math.clamp(value[0] + random.nextInt(7) - 3, 50, 110);
          batch.value(Math.clamp(value[0], channel.min(), channel.max()));
        }
        case VECTOR, WAVEFORM -> batch.value(random.nextInt(100) / 100.0).value(0.1).value(0.98);
        case INTERVAL -> batch.value(random.nextInt(20)).duration(EVERY);
        case STATE -> batch.code("asleep").duration(EVERY);
        case EVENT -> batch.code(at % 2 == 0 ? "on" : "off");
      }
    }
    return batch.build();
  }

  private void step() {
    Participant participant =
        Participant.unknown("S1", entity.substring(entity.indexOf('/') + 1), protocol);
    for (Input input : inputs) {
      if (Step.recall(participant, input) != null) {
        // Nobody reads it back here, and the windows would wait for it for ever.
        throw new IllegalStateException("a live stream asks for its history");
      }
      Outcome outcome = Step.step(participant, input);
      outcomes.add(outcome);
      participant = outcome.after();
    }
  }

  /** Encodes all of it once more. */
  void encode() {
    EntryCodec codec = new EntryCodec("bench");
    entries.clear();
    byte[] digest = StoredEntry.noDigest();
    for (int at = 0; at < inputs.size(); at++) {
      StoredEntry entry =
          codec.encode(
              Sealing.with(key),
              "S1",
              entity.substring(entity.indexOf('/') + 1),
              at + 1L,
              digest,
              protocol,
              inputs.get(at),
              outcomes.get(at).facts());
      entries.add(entry);
      digest = entry.digest();
    }
  }

  /** Opens the entries. */
  Keys keys() {
    return _ -> key;
  }

  /** Of all payloads. */
  long bytes() {
    return entries.stream().mapToLong(entry -> entry.payload().length).sum();
  }

  @Override
  public List<String> entities() {
    return List.of(entity);
  }

  @Override
  public void read(String of, Predicate<StoredEntry> reader) {
    for (StoredEntry entry : entries) {
      if (!reader.test(entry)) {
        return;
      }
    }
  }

  @Override
  public Optional<String> protocolText(String digest) {
    return Optional.of(ProtocolText.standard().canonical());
  }
}
