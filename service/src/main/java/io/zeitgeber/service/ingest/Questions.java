package io.zeitgeber.service.ingest;

import io.zeitgeber.participant.step.Input;
import io.zeitgeber.service.participant.Taken;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Asks the participants, in waves: a bounded number of questions is unanswered at any time, and a
 * share's parts go one after the other. What is not answered in time is asked again, unchanged,
 * with back-off. A late answer to the first asking is as good as one to the second: either way the
 * input is durable.
 */
final class Questions {
  private static final long PATIENCE_NANOS = 3_000_000_000L;
  private static final long MOST_PATIENCE_NANOS = 30_000_000_000L;

  /** How a question reaches its participant. */
  interface Post {
    void ask(Share share, Input part, long question);
  }

  /** What to do with the part of a participant that is halted. */
  interface HaltedPart {
    void setAside(Share share, Input part, String why);
  }

  private final Post post;
  private final HaltedPart halted;
  private final IngestMeter meter;
  private final int mostUnanswered;
  private final Queue<Taken> answers = new ConcurrentLinkedQueue<>();
  private final ArrayDeque<Share> waiting = new ArrayDeque<>();
  private final Map<Long, Asking> unanswered = new HashMap<>();
  private long lastQuestion;
  private long nextLookNanos;

  Questions(Post post, HaltedPart halted, IngestMeter meter, int mostUnanswered) {
    this.post = post;
    this.halted = halted;
    this.meter = meter;
    this.mostUnanswered = mostUnanswered;
  }

  /** An answer came; called by any thread. */
  void answered(Taken taken) {
    answers.add(taken);
  }

  /** A share to be asked when its turn comes. */
  void add(Share share) {
    waiting.add(share);
  }

  boolean isDone() {
    return waiting.isEmpty() && unanswered.isEmpty();
  }

  /** Takes the answers that came, sends what may be sent, and sends again what is overdue. */
  void proceed(long nowNanos) {
    Taken taken;
    while ((taken = answers.poll()) != null) {
      answer(taken, nowNanos);
    }
    while (unanswered.size() < mostUnanswered && !waiting.isEmpty()) {
      send(new Asking(waiting.remove()), nowNanos);
    }
    if (nowNanos >= nextLookNanos) {
      nextLookNanos = nowNanos + PATIENCE_NANOS / 4;
      askAgain(nowNanos);
    }
  }

  private void answer(Taken taken, long nowNanos) {
    @Nullable Asking asking = unanswered.remove(taken.question());
    if (asking == null) {
      return; // a second answer, or one to a worker that was here before
    }
    if (taken.halted() != null) {
      halted.setAside(asking.share, asking.part(), taken.halted());
    } else {
      meter.taken(taken);
      meter.durable(asking.part(), System.currentTimeMillis() * 1000);
    }
    meter.answered(nowNanos - asking.firstSentNanos);
    if (++asking.at < asking.share.parts().size()) {
      send(asking, nowNanos);
    }
  }

  private void send(Asking asking, long nowNanos) {
    asking.question = ++lastQuestion;
    asking.firstSentNanos = nowNanos;
    asking.patienceNanos = PATIENCE_NANOS;
    asking.dueNanos = nowNanos + PATIENCE_NANOS;
    unanswered.put(asking.question, asking);
    post.ask(asking.share, asking.part(), asking.question);
  }

  private void askAgain(long nowNanos) {
    for (Asking asking : unanswered.values()) {
      if (nowNanos >= asking.dueNanos) {
        asking.patienceNanos = Math.min(asking.patienceNanos * 2, MOST_PATIENCE_NANOS);
        asking.dueNanos = nowNanos + asking.patienceNanos;
        meter.askedAgain();
        post.ask(asking.share, asking.part(), asking.question);
      }
    }
  }

  private static final class Asking {
    private final Share share;
    private int at;
    private long question;
    private long firstSentNanos;
    private long patienceNanos;
    private long dueNanos;

    Asking(Share share) {
      this.share = share;
    }

    Input part() {
      return share.parts().get(at);
    }
  }
}
