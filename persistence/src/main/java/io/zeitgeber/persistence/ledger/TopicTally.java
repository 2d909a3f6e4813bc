package io.zeitgeber.persistence.ledger;

import io.zeitgeber.participant.step.Fact;
import io.zeitgeber.persistence.journal.EntryFacts;
import io.zeitgeber.persistence.journal.JournalRow;
import io.zeitgeber.persistence.journal.Position;
import io.zeitgeber.persistence.journal.Slice;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Facts against one topic, each by its identity. */
final class TopicTally implements Reconciliation.SinkTally {
  /** The sink whose facts are alerts. */
  static final String ALERTS = "topic alerts";

  /**
   * Where the writer of alerts about studies keeps its position, after the slices' and one more.
   */
  private static final int STUDIES = Slice.COUNT + 1;

  private final DeliveredFacts topic;
  private final long nowMicros;
  private final Map<String, Integer> expected = new HashMap<>();
  private final Set<String> unopened = new HashSet<>();
  private final List<String> where = new ArrayList<>();
  private long delivered;
  private long underWay;
  private long missing;
  private long agedOut;
  private long facts;

  TopicTally(DeliveredFacts topic, long nowMicros) {
    this.topic = topic;
    this.nowMicros = nowMicros;
  }

  @Override
  public void journaled(JournalRow row, EntryFacts facts) {
    for (Fact fact : facts.facts()) {
      @Nullable String identity = FactIdentity.of(fact, facts.header().participant());
      if (identity != null && FactIdentity.isAlert(identity) == topic.sink().equals(ALERTS)) {
        boolean due = row.position().compareTo(topic.position(row.entry().slice())) <= 0;
        expect(identity, due, row.writtenMicros());
      }
    }
  }

  @Override
  public void refusedByIngest(TableCounts.Refused record) {
    if (!topic.sink().equals(ALERTS)) {
      Position reached = topic.quarantinePosition();
      expect(
          FactIdentity.refused(
              record.topic(), record.partition(), record.offset(), record.participant()),
          record.position().compareTo(reached) <= 0,
          record.writtenMicros());
    }
  }

  /** Something about a study: in no entry, and in the topic of alerts. */
  void ofStudy(TableCounts.OfStudy alert) {
    if (topic.sink().equals(ALERTS)) {
      boolean due = alert.position().compareTo(topic.position(STUDIES)) <= 0;
      expect(alert.identity(), due, nowMicros);
    }
  }

  private void expect(String identity, boolean due, long writtenMicros) {
    int nth = expected.merge(identity, 1, Integer::sum);
    facts++;
    if (topic.identities().getOrDefault(identity, 0) >= nth) {
      delivered++;
    } else if (due && topic.agedOut()) {
      agedOut++;
    } else if (due || TableCounts.isOverdue(writtenMicros, nowMicros)) {
      missing++;
      Reconciliation.say(where, identity + " was not delivered");
    } else {
      underWay++;
    }
  }

  @Override
  public void unopened(String entity) {
    unopened.add(entity);
  }

  @Override
  public SinkAccount account() {
    long foreign = 0;
    long twice = 0;
    long ofUnopened = 0;
    for (Map.Entry<String, Integer> there : topic.identities().entrySet()) {
      int wanted = expected.getOrDefault(there.getKey(), 0);
      int more = there.getValue() - wanted;
      if (more > 0 && unopened.contains(topic.whose().getOrDefault(there.getKey(), ""))) {
        ofUnopened += more;
      } else if (more > 0 && wanted == 0) {
        foreign += more;
        Reconciliation.say(where, there.getKey() + " is in no entry");
      } else if (more > 0) {
        twice += more;
        Reconciliation.say(where, there.getKey() + " was delivered " + there.getValue() + " times");
      }
    }
    if (ofUnopened > 0) {
      Reconciliation.say(
          where,
          ofUnopened
              + " are of participants whose entries nobody opened: those can't say what is due");
    }
    if (agedOut > 0) {
      Reconciliation.say(where, agedOut + " are older than what the topic keeps");
    }
    return new SinkAccount(
        topic.sink(), facts, delivered, underWay, missing, foreign, twice, where);
  }
}
