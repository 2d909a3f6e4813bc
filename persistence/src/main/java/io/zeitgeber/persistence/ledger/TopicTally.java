package io.zeitgeber.persistence.ledger;

import io.zeitgeber.participant.step.Fact;
import io.zeitgeber.persistence.journal.EntryFacts;
import io.zeitgeber.persistence.journal.JournalRow;
import io.zeitgeber.persistence.journal.Position;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Facts against one topic, each by its identity. */
final class TopicTally implements Reconciliation.SinkTally {
  /** The sink whose facts are alerts. */
  static final String ALERTS = "topic alerts";

  private final DeliveredFacts topic;
  private final long nowMicros;
  private final Set<String> expected = new HashSet<>();
  private final List<String> where = new ArrayList<>();
  private long delivered;
  private long underWay;
  private long missing;
  private long agedOut;

  TopicTally(DeliveredFacts topic, long nowMicros) {
    this.topic = topic;
    this.nowMicros = nowMicros;
  }

  @Override
  public void journaled(JournalRow row, EntryFacts facts) {
    for (Fact fact : facts.facts()) {
      @Nullable String identity = identity(fact, facts.header().participant());
      if (identity != null) {
        boolean due = row.position().compareTo(topic.position(row.entry().slice())) <= 0;
        expect(identity, due, row.writtenMicros());
      }
    }
  }

  private @Nullable String identity(Fact fact, String participant) {
    if (topic.sink().equals(ALERTS)) {
      if (fact instanceof Fact.AlertRaised raised) {
        return FactIdentity.alert(raised.alert().id(), "raised");
      }
      return fact instanceof Fact.AlertResolved resolved
          ? FactIdentity.alert(resolved.alert().id(), "resolved")
          : null;
    }
    return fact instanceof Fact.Refused refused
        ? FactIdentity.refused(
            refused.origin().topic(),
            refused.origin().partition(),
            refused.origin().offset(),
            participant)
        : null;
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

  private void expect(String identity, boolean due, long writtenMicros) {
    expected.add(identity);
    if (topic.identities().containsKey(identity)) {
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
  public SinkAccount account() {
    long foreign = 0;
    long twice = 0;
    for (Map.Entry<String, Integer> there : topic.identities().entrySet()) {
      if (!expected.contains(there.getKey())) {
        foreign += there.getValue();
        Reconciliation.say(where, there.getKey() + " is in no entry");
      } else if (there.getValue() > 1) {
        twice += there.getValue() - 1;
        Reconciliation.say(where, there.getKey() + " was delivered " + there.getValue() + " times");
      }
    }
    if (agedOut > 0) {
      Reconciliation.say(where, agedOut + " are older than what the topic keeps");
    }
    return new SinkAccount(
        topic.sink(), expected.size(), delivered, underWay, missing, foreign, twice, where);
  }
}
