package io.zeitgeber.participant.step;

import io.zeitgeber.participant.enrolment.Change;
import io.zeitgeber.participant.enrolment.Enrolment;
import io.zeitgeber.participant.observation.Batch;
import io.zeitgeber.participant.observation.Extra;
import io.zeitgeber.participant.observation.Flaw;
import io.zeitgeber.participant.observation.Origin;
import io.zeitgeber.participant.observation.Originals;
import io.zeitgeber.participant.observation.Source;
import io.zeitgeber.participant.protocol.Protocol;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One participant's story, told record by record: given this, when that came, then these facts. */
final class Story {
  static final UUID OBSERVATIONS = new UUID(1, 1);
  static final UUID PARTICIPANTS = new UUID(2, 2);

  private final Shell shell;
  private int told;
  private long nextOffset;
  private long nextEnrolment;

  private Story(Shell shell) {
    this.shell = shell;
  }

  static Story under(Protocol protocol) {
    return new Story(new Shell(protocol));
  }

  Participant participant() {
    return shell.participant();
  }

  /** The facts since this was last asked, but for when to look again. */
  List<Fact> facts() {
    return allFacts().stream().filter(each -> !(each instanceof AbsenceFact.DeadlineSet)).toList();
  }

  /** All facts since this was last asked. */
  List<Fact> allFacts() {
    List<Fact> since = List.copyOf(shell.facts().subList(told, shell.facts().size()));
    told = shell.facts().size();
    return since;
  }

  Story input(Input input) {
    shell.take(input);
    return this;
  }

  /** One record received when the device says that it was. */
  Story record(
      String device, String channel, long deviceMicros, Consumer<Batch.Builder> description) {
    return record(device, channel, deviceMicros, deviceMicros, description);
  }

  Story record(
      String device,
      String channel,
      long deviceMicros,
      long receivedMicros,
      Consumer<Batch.Builder> description) {
    Batch.Builder batch = batch();
    int source = batch.source(new Source(device, channel));
    batch.record(nextOffset++, receivedMicros, source, deviceMicros);
    description.accept(batch);
    return input(new Input.Observed(batch.build()));
  }

  Story heartRate(double seconds, double beats) {
    return record("watch-1", "heart_rate", micros(seconds), batch -> batch.value(beats));
  }

  Story flawed(Flaw flaw) {
    return flawed(flaw, 0);
  }

  Story flawed(Flaw flaw, long receivedMicros) {
    Batch.Builder batch = batch();
    batch.record(nextOffset++, receivedMicros, -1, Batch.NONE).flaw(flaw);
    return input(new Input.Observed(batch.build()));
  }

  Story enrol(Enrol enrol) {
    return input(new Input.Enrol(enrol.record(nextEnrolment++)));
  }

  static Batch.Builder batch() {
    return new Batch.Builder(OBSERVATIONS, "observations", 0, false, Originals.NONE);
  }

  static long micros(double seconds) {
    return Math.round(seconds * 1e6);
  }

  /** Nothing was received until then. */
  Story tick(double seconds) {
    return input(new Input.Tick(micros(seconds)));
  }

  /** The recording rests. */
  Story settle() {
    shell.settle();
    return this;
  }

  /** How often history was read. */
  int recalls() {
    return shell.recalls();
  }

  static Extra firmware(String version) {
    return new Extra(null, null, version, null, false, null, 0);
  }

  static Extra unit(String unit) {
    return new Extra(unit, null, null, null, false, null, 0);
  }

  static Extra withdrawn() {
    return new Extra(null, null, "9", null, true, null, 0);
  }

  /** An enrolment record in the making: all absent until said. */
  static final class Enrol {
    private Change<String> site = Change.absent();
    private Change<Enrolment.Status> status = Change.absent();
    private Change<List<Enrolment.Device>> devices = Change.absent();
    private Map<String, Enrolment.Limits> thresholds = Map.of();
    private @Nullable Flaw flaw;

    Enrol site(Change<String> change) {
      site = change;
      return this;
    }

    Enrol status(Enrolment.Status to) {
      status = Change.to(to);
      return this;
    }

    Enrol devices(Enrolment.Device... to) {
      devices = Change.to(List.of(to));
      return this;
    }

    Enrol limits(Change<Double> high, Change<Double> low) {
      thresholds = Map.of("heart_rate", new Enrolment.Limits(high, low));
      return this;
    }

    Enrol flaw(Flaw given) {
      flaw = given;
      return this;
    }

    Enrolment record(long offset) {
      return new Enrolment(
          new Origin(PARTICIPANTS, "participants", 0, offset),
          5_000_000,
          "topic",
          "coordinator-7",
          "protocol v2",
          site,
          Change.absent(),
          Change.absent(),
          Change.absent(),
          status,
          devices,
          thresholds,
          Change.absent(),
          flaw,
          Originals.NONE);
    }
  }
}
