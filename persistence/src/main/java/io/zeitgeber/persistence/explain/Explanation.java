package io.zeitgeber.persistence.explain;

import io.zeitgeber.participant.observation.Source;
import io.zeitgeber.participant.protocol.Protocol;
import io.zeitgeber.participant.protocol.ThresholdRule;
import io.zeitgeber.participant.rule.Alert;
import io.zeitgeber.participant.step.ClockThen;
import io.zeitgeber.participant.step.Fact;
import io.zeitgeber.participant.sum.ExactAccumulator;
import io.zeitgeber.persistence.journal.CorruptJournal;
import io.zeitgeber.persistence.replay.Fold;
import io.zeitgeber.persistence.replay.Progress;
import io.zeitgeber.persistence.replay.Replay;
import io.zeitgeber.persistence.replay.Replayed;
import io.zeitgeber.persistence.replay.Threshold;
import io.zeitgeber.persistence.replay.Watcher;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The evidence of one alert: everything that its raising rested on, found again in the journal, and
 * the mean computed again from it.
 *
 * @param resolved null while it is open
 * @param samples that were in the window when the rule decided, in order of arrival
 * @param clock of the device when the rule decided; null where no record of the device made it
 * @param mean of those samples, computed again: the exact sum divided once
 * @param protocol that the deciding entry ran under
 * @param sequence of the deciding entry
 * @param chainDigest of the deciding entry, hexadecimal
 * @param code version of the code that wrote it
 * @param asRecorded whether the journal has the same alert as is derived
 * @param handled what people did about it, in order
 */
public record Explanation(
    String study,
    String participant,
    Alert alert,
    @Nullable Alert resolved,
    List<Sample> samples,
    @Nullable ClockThen clock,
    double mean,
    Threshold threshold,
    Protocol protocol,
    long sequence,
    String chainDigest,
    String code,
    int rules,
    boolean asRecorded,
    List<Fact.AlertHandled> handled) {

  public Explanation {
    samples = List.copyOf(samples);
    handled = List.copyOf(handled);
  }

  /** Whether the samples that were found give what the alert says. */
  public boolean agrees() {
    return samples.size() == alert.samples() && mean == alert.value();
  }

  /**
   * Explains an alert of one participant.
   *
   * @param id of the alert
   * @return nothing where the participant has no such alert
   * @throws CorruptJournal where the chain breaks before it
   */
  public static Optional<Explanation> of(Replay replay, String entity, String id) {
    Finding finding = new Finding(id);
    check(replay.one(entity, finding, new Progress()));
    Alert alert = finding.alert;
    Replayed deciding = finding.deciding;
    if (alert == null || deciding == null) {
      return Optional.empty();
    }
    Gathering gathering = new Gathering(alert);
    check(replay.one(entity, gathering, new Progress()));
    return Optional.of(of(alert, finding, deciding, gathering));
  }

  private static Explanation of(
      Alert alert, Finding finding, Replayed deciding, Gathering gathered) {
    List<Sample> samples = gathered.samples;
    Protocol protocol = deciding.before().protocol();
    return new Explanation(
        deciding.before().study(),
        deciding.before().id(),
        alert,
        finding.resolved,
        samples,
        gathered.clock,
        mean(samples),
        Threshold.of(finding.change(alert, protocol), alert.threshold(), protocol.label()),
        protocol,
        deciding.stored().sequence(),
        HexFormat.of().formatHex(deciding.stored().digest()),
        deciding.entry().header().code(),
        deciding.entry().header().rules(),
        deciding.recorded().contains(new Fact.AlertRaised(alert)),
        finding.handled);
  }

  static double mean(List<Sample> samples) {
    ExactAccumulator sum = new ExactAccumulator();
    samples.forEach(sample -> sum.add(sample.value()));
    return samples.isEmpty() ? Double.NaN : sum.mean(samples.size());
  }

  static void check(Optional<CorruptJournal> corrupt) {
    corrupt.ifPresent(
        broken -> {
          throw broken;
        });
  }

  /** Which bound of a rule an alert is about. */
  static String bound(Protocol protocol, String rule) {
    for (ThresholdRule each : protocol.rules()) {
      if (each.lowRule().equals(rule)) {
        return "low";
      }
    }
    return "high";
  }

  /** Finds the alert, what ended it, and every change of its limit before. */
  private static final class Finding implements Watcher<Optional<CorruptJournal>> {
    private final String id;
    private final List<Fact.ThresholdChanged> changes = new ArrayList<>();
    private final List<Fact.AlertHandled> handled = new ArrayList<>();
    private @Nullable Alert alert;
    private @Nullable Alert resolved;
    private @Nullable Replayed deciding;

    Finding(String id) {
      this.id = id;
    }

    @Override
    public boolean see(Replayed entry) {
      for (Fact fact : entry.derived()) {
        if (fact instanceof Fact.AlertRaised(Alert raised) && raised.id().equals(id)) {
          alert = raised;
          deciding = entry;
        } else if (fact instanceof Fact.AlertResolved end && end.alert().id().equals(id)) {
          resolved = end.alert();
        } else if (fact instanceof Fact.AlertHandled did && did.alert().alert().equals(id)) {
          handled.add(did);
        } else if (fact instanceof Fact.ThresholdChanged changed && alert == null) {
          changes.add(changed);
        }
      }
      return true;
    }

    Fact.@Nullable ThresholdChanged change(Alert of, Protocol protocol) {
      String bound = bound(protocol, of.rule());
      Fact.@Nullable ThresholdChanged last = null;
      for (Fact.ThresholdChanged each : changes) {
        if (each.channel().equals(of.channel()) && each.bound().equals(bound)) {
          last = each;
        }
      }
      return last;
    }

    @Override
    public Optional<CorruptJournal> end(Fold fold, @Nullable CorruptJournal corrupt) {
      if (alert == null && corrupt == null && fold.whySilent() != null) {
        throw new IllegalArgumentException(fold.whySilent());
      }
      return alert == null ? Optional.ofNullable(corrupt) : Optional.empty();
    }
  }

  /** Gathers what was in the window when the rule decided. */
  private static final class Gathering implements Watcher<Optional<CorruptJournal>> {
    private final Alert alert;
    private final List<Sample> samples = new ArrayList<>();
    private @Nullable ClockThen clock;

    Gathering(Alert alert) {
      this.alert = alert;
    }

    @Override
    public boolean see(Replayed entry) {
      Sample.each(
          entry,
          new Source(alert.device(), alert.channel()),
          sample -> {
            if (sample.arrival() <= alert.arrival()) {
              clock = sample.clock();
            }
            if (sample.arrival() <= alert.arrival()
                && sample.eventMicros() > alert.eventMicros() - alert.windowMicros()
                && sample.eventMicros() <= alert.eventMicros()) {
              samples.add(sample);
            }
          });
      return entry.outcome().after().arrivals() < alert.arrival();
    }

    @Override
    public Optional<CorruptJournal> end(Fold fold, @Nullable CorruptJournal corrupt) {
      return Optional.ofNullable(corrupt);
    }
  }
}
