package io.zeitgeber.persistence.explain;

import io.zeitgeber.participant.enrolment.Enrolment;
import io.zeitgeber.participant.observation.Batch;
import io.zeitgeber.participant.observation.Source;
import io.zeitgeber.participant.protocol.Protocol;
import io.zeitgeber.participant.protocol.ThresholdRule;
import io.zeitgeber.participant.rule.Alert;
import io.zeitgeber.participant.rule.OpenAlert;
import io.zeitgeber.participant.step.Fact;
import io.zeitgeber.participant.step.Input;
import io.zeitgeber.participant.step.Outcome;
import io.zeitgeber.participant.step.Participant;
import io.zeitgeber.participant.step.Step;
import io.zeitgeber.persistence.journal.CorruptJournal;
import io.zeitgeber.persistence.replay.Fold;
import io.zeitgeber.persistence.replay.Progress;
import io.zeitgeber.persistence.replay.Replay;
import io.zeitgeber.persistence.replay.Replayed;
import io.zeitgeber.persistence.replay.Watcher;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Why a rule raised nothing at an instant: what it saw there, device by device. */
public final class WhyNone implements Watcher<Optional<CorruptJournal>> {
  private final String rule;
  private final long atMicros;
  private final Map<String, Looking> devices = new LinkedHashMap<>();
  private @Nullable Participant last;

  private WhyNone(String rule, long atMicros) {
    this.rule = rule;
    this.atMicros = atMicros;
  }

  /** What came of it. */
  public enum Verdict {
    /** An alert was raised at that instant. */
    THERE_WAS_ONE,
    /** No later sample has come: a t is decided by the sample that passes it. */
    NOT_DECIDED_YET,
    /** The device's first sample is later. */
    BEFORE_THE_FIRST,
    NO_SAMPLES,
    TOO_FEW_SAMPLES,
    ALREADY_RAISED,
    NOT_ACTIVE,
    WITHIN_THE_LIMIT
  }

  /**
   * What a rule saw of one device.
   *
   * @param decidedMicros the t: the last multiple of the rule's {@code every} at or before the
   *     asked one
   * @param decidedBy ordinal of the record that made it decide; 0 where none has
   * @param samples in the window then
   * @param late samples of the window that came after it was decided
   * @param mean of the samples; NaN of none
   * @param limit in force then; NaN where nothing was decided
   * @param open the alert that was open already
   */
  public record Answer(
      String device,
      String channel,
      Verdict verdict,
      long decidedMicros,
      long decidedBy,
      long sequence,
      int needed,
      List<Sample> samples,
      List<Sample> late,
      double mean,
      double limit,
      @Nullable OpenAlert open,
      @Nullable Alert raised) {}

  /**
   * Asks why.
   *
   * @param rule id of the rule, for example {@code high-heart-rate}
   * @return one answer for each device that has the rule's channel
   * @throws IllegalArgumentException where the participant's protocol has no such rule
   */
  public static List<Answer> ask(Replay replay, String entity, String rule, long atMicros) {
    WhyNone asking = new WhyNone(rule, atMicros);
    Explanation.check(replay.one(entity, asking, new Progress()));
    if (asking.last == null || definition(asking.last.protocol(), rule) == null) {
      throw new IllegalArgumentException(
          "the protocol of " + entity + " has no rule " + rule + rules(asking.last));
    }
    List<Answer> answers = new ArrayList<>();
    asking.devices.values().forEach(looking -> answers.add(looking.answer()));
    return answers;
  }

  private static String rules(@Nullable Participant last) {
    return last == null
        ? ""
        : last.protocol().rules().stream()
            .flatMap(each -> Stream.of(each.highRule(), each.lowRule()))
            .collect(Collectors.joining(", ", "; it has ", ""));
  }

  private static @Nullable ThresholdRule definition(Protocol protocol, String rule) {
    for (ThresholdRule each : protocol.rules()) {
      if (each.highRule().equals(rule) || each.lowRule().equals(rule)) {
        return each;
      }
    }
    return null;
  }

  @Override
  public boolean see(Replayed entry) {
    last = entry.outcome().after();
    ThresholdRule defined = definition(entry.before().protocol(), rule);
    @Nullable Batch batch = Sample.batch(entry.entry().input());
    if (defined != null && batch != null) {
      for (Source source : batch.sources()) {
        if (source.channel().equals(defined.channel()) && hasDelivered(source)) {
          devices
              .computeIfAbsent(source.device(), _ -> new Looking(source, defined))
              .see(entry, batch);
        }
      }
    }
    return true;
  }

  // A device all of whose records were refused has no front.
  private boolean hasDelivered(Source source) {
    return last != null
        && last.fronts().stream()
            .anyMatch(
                front ->
                    front.device().equals(source.device())
                        && front.channel().equals(source.channel()));
  }

  @Override
  public Optional<CorruptJournal> end(Fold fold, @Nullable CorruptJournal corrupt) {
    if (corrupt == null && fold.whySilent() != null) {
      throw new IllegalArgumentException(fold.whySilent());
    }
    return Optional.ofNullable(corrupt);
  }

  /** What one device's channel shows at the instant. */
  private final class Looking {
    private final Source source;
    private final ThresholdRule defined;
    private final boolean high;
    private final long decidedMicros;
    private final List<Sample> window = new ArrayList<>();
    private @Nullable Participant deciding;
    private @Nullable Alert raised;
    private long decidedBy;
    private long sequence;
    private boolean beforeFirst;

    Looking(Source source, ThresholdRule defined) {
      this.source = source;
      this.defined = defined;
      this.high = defined.highRule().equals(rule);
      this.decidedMicros = Math.floorDiv(atMicros, defined.everyMicros()) * defined.everyMicros();
    }

    void see(Replayed entry, Batch batch) {
      Sample.each(
          entry,
          source,
          sample -> {
            if (sample.eventMicros() > decidedMicros - defined.windowMicros()
                && sample.eventMicros() <= decidedMicros) {
              window.add(sample);
            }
          });
      Long front = front(entry.outcome().after());
      if (deciding == null && !beforeFirst && front != null && front > decidedMicros) {
        decide(entry, batch);
      }
    }

    // How records were cut into batches has no meaning: record by record finds the one that
    // decided.
    private void decide(Replayed entry, Batch batch) {
      Participant at = entry.before();
      for (int row = 0; row < batch.size(); row++) {
        Outcome outcome = Step.step(at, new Input.Observed(batch.rows(row, row + 1)));
        Long front = front(outcome.after());
        if (front != null && front > decidedMicros) {
          if (front(at) == null && firstSample(batch, row) > decidedMicros) {
            beforeFirst = true;
            return;
          }
          deciding = at;
          decidedBy = outcome.after().arrivals();
          sequence = entry.stored().sequence();
          raised = raised(outcome.facts());
          return;
        }
        at = outcome.after();
      }
    }

    private static long firstSample(Batch batch, int row) {
      return Math.min(batch.deviceMicros()[row], batch.receivedMicros()[row]);
    }

    private @Nullable Alert raised(List<Fact> facts) {
      for (Fact fact : facts) {
        if (fact instanceof Fact.AlertRaised(Alert alert)
            && alert.rule().equals(rule)
            && alert.device().equals(source.device())
            && alert.eventMicros() == decidedMicros) {
          return alert;
        }
      }
      return null;
    }

    private @Nullable Long front(Participant participant) {
      for (Participant.Front front : participant.fronts()) {
        if (front.device().equals(source.device()) && front.channel().equals(source.channel())) {
          return front.frontMicros();
        }
      }
      return null;
    }

    Answer answer() {
      List<Sample> samples = new ArrayList<>();
      List<Sample> late = new ArrayList<>();
      for (Sample sample : window) {
        (deciding == null || sample.arrival() <= decidedBy ? samples : late).add(sample);
      }
      double mean = Explanation.mean(samples);
      Participant then = deciding;
      double limit = then == null ? Double.NaN : limit(then);
      @Nullable OpenAlert open = then == null ? null : open(then);
      return new Answer(
          source.device(),
          source.channel(),
          verdict(samples.size(), then, open),
          decidedMicros,
          decidedBy,
          sequence,
          defined.minSamples(),
          samples,
          late,
          mean,
          limit,
          open,
          raised);
    }

    private Verdict verdict(int samples, @Nullable Participant then, @Nullable OpenAlert open) {
      if (raised != null) {
        return Verdict.THERE_WAS_ONE;
      }
      if (then == null) {
        return beforeFirst ? Verdict.BEFORE_THE_FIRST : Verdict.NOT_DECIDED_YET;
      }
      if (samples == 0) {
        return Verdict.NO_SAMPLES;
      }
      if (samples < defined.minSamples()) {
        return Verdict.TOO_FEW_SAMPLES;
      }
      if (open != null) {
        return Verdict.ALREADY_RAISED;
      }
      return then.status() == Enrolment.Status.ACTIVE
          ? Verdict.WITHIN_THE_LIMIT
          : Verdict.NOT_ACTIVE;
    }

    private double limit(Participant then) {
      Participant.Limits limits = then.limits(defined);
      return high ? limits.high() : limits.low();
    }

    private @Nullable OpenAlert open(Participant then) {
      for (OpenAlert each : then.openAlerts()) {
        if (each.rule().equals(rule) && each.device().equals(source.device())) {
          return each;
        }
      }
      return null;
    }
  }
}
