package io.zeitgeber.persistence.journal;

import io.zeitgeber.participant.rule.Alert;
import io.zeitgeber.persistence.journal.v1.Evidence;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An alert as it stands in {@code entry.proto}. */
final class AlertProto {

  private AlertProto() {}

  static io.zeitgeber.persistence.journal.v1.Alert of(Alert alert) {
    var proto =
        io.zeitgeber.persistence.journal.v1.Alert.newBuilder()
            .setId(alert.id())
            .setDevice(alert.device())
            .setRule(alert.rule())
            .setChannel(alert.channel())
            .setUnit(alert.unit())
            .setEventMicros(alert.eventMicros())
            .setValue(alert.value())
            .setThreshold(alert.threshold())
            .setClearAt(alert.clearAt())
            .setWindowMicros(alert.windowMicros())
            .setSamples(alert.samples())
            .setFirstSampleMicros(alert.firstSampleMicros())
            .setLastSampleMicros(alert.lastSampleMicros())
            .setLive(alert.live())
            .setTriggeredMicros(alert.triggeredMicros())
            .setArrival(alert.arrival())
            .setProtocol(alert.protocol());
    @Nullable String site = alert.site();
    if (site != null) {
      proto.setSite(Protos.text(site));
    }
    @Nullable Long uncertainty = alert.uncertaintyMicros();
    if (uncertainty != null) {
      proto.setUncertaintyMicros(uncertainty);
    }
    for (Alert.Evidence evidence : alert.evidence()) {
      proto.addEvidence(
          Evidence.newBuilder()
              .setTopicId(Protos.uuid(evidence.topicId()))
              .setTopic(evidence.topic())
              .setPartition(evidence.partition())
              .setFirst(evidence.first())
              .setLast(evidence.last())
              .setRecords(evidence.records()));
    }
    return proto.build();
  }

  static Alert of(io.zeitgeber.persistence.journal.v1.Alert proto) {
    List<Alert.Evidence> evidence = new ArrayList<>(proto.getEvidenceCount());
    for (Evidence range : proto.getEvidenceList()) {
      evidence.add(
          new Alert.Evidence(
              Protos.uuid(range.getTopicId()),
              range.getTopic(),
              range.getPartition(),
              range.getFirst(),
              range.getLast(),
              range.getRecords()));
    }
    return new Alert(
        proto.getId(),
        proto.hasSite() ? Protos.text(proto.getSite()) : null,
        proto.getDevice(),
        proto.getRule(),
        proto.getChannel(),
        proto.getUnit(),
        proto.getEventMicros(),
        proto.getValue(),
        proto.getThreshold(),
        proto.getClearAt(),
        proto.getWindowMicros(),
        proto.getSamples(),
        proto.getFirstSampleMicros(),
        proto.getLastSampleMicros(),
        proto.getLive(),
        proto.getTriggeredMicros(),
        proto.getArrival(),
        proto.getProtocol(),
        List.copyOf(evidence),
        proto.hasUncertaintyMicros() ? (Long) proto.getUncertaintyMicros() : null);
  }
}
