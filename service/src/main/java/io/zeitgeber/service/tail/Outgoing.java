package io.zeitgeber.service.tail;

import io.zeitgeber.participant.step.AbsenceFact;
import io.zeitgeber.participant.step.AmendFact;
import io.zeitgeber.participant.step.ClockFact;
import io.zeitgeber.participant.step.CustodyFact;
import io.zeitgeber.participant.step.Fact;
import io.zeitgeber.participant.step.TimelineFact;
import io.zeitgeber.persistence.journal.EntryFacts;
import io.zeitgeber.persistence.projection.AlertJson;
import io.zeitgeber.persistence.projection.DataAlertJson;
import io.zeitgeber.persistence.quarantine.QuarantinedRecord;
import io.zeitgeber.service.node.NodeSettings;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;

/** What goes out to topics of what the journal holds: alerts, and what was refused. */
final class Outgoing {
  private final NodeSettings.Topics topics;

  Outgoing(NodeSettings.Topics topics) {
    this.topics = topics;
  }

  List<String> topics() {
    return List.of(topics.alerts(), topics.quarantine());
  }

  List<ProducerRecord<byte[], byte[]>> of(EntryFacts entry) {
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    String study = entry.header().study();
    String participant = entry.header().participant();
    for (Fact fact : entry.facts()) {
      switch (fact) {
        case Fact.AlertRaised raised ->
            records.add(alert(participant, AlertJson.of(study, participant, raised)));
        case Fact.AlertResolved resolved ->
            records.add(alert(participant, AlertJson.of(study, participant, resolved)));
        case Fact.AlertHandled handled ->
            records.add(alert(participant, AlertJson.of(study, participant, handled)));
        case AmendFact.EvidenceMoved moved ->
            records.add(alert(participant, AlertJson.of(study, participant, moved)));
        case AbsenceFact.DataAlertRaised raised ->
            records.add(alert(participant, DataAlertJson.of(study, participant, raised)));
        case AbsenceFact.DataAlertResolved resolved ->
            records.add(alert(participant, DataAlertJson.of(study, participant, resolved)));
        case AbsenceFact.SilenceBegan _, AbsenceFact.SilenceEnded _, AbsenceFact.DeadlineSet _ -> {}
        case Fact.Refused refused -> records.add(quarantined(QuarantinedRecord.of(entry, refused)));
        case CustodyFact _,
            Fact.Enrolled _,
            Fact.ThresholdChanged _,
            Fact.DeviceChanged _,
            Fact.ProtocolActivated _,
            Fact.WindowClosed _,
            Fact.WindowAmended _,
            AmendFact _,
            ClockFact _,
            TimelineFact _ -> {}
      }
    }
    return records;
  }

  /**
   * @param key the participant, or the study that it is about
   */
  ProducerRecord<byte[], byte[]> alert(String key, String json) {
    return new ProducerRecord<>(
        topics.alerts(),
        key.getBytes(StandardCharsets.UTF_8),
        json.getBytes(StandardCharsets.UTF_8));
  }

  ProducerRecord<byte[], byte[]> quarantined(QuarantinedRecord record) {
    String participant = record.participant();
    return new ProducerRecord<>(
        topics.quarantine(),
        participant == null ? null : participant.getBytes(StandardCharsets.UTF_8),
        QuarantineJson.of(record));
  }
}
