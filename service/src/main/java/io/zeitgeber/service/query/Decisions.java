package io.zeitgeber.service.query;

import com.google.rpc.Code;
import io.zeitgeber.persistence.erasure.LegalHolds;
import io.zeitgeber.persistence.protocol.ProtocolRefused;
import io.zeitgeber.persistence.protocol.ProtocolText;
import io.zeitgeber.persistence.protocol.StudyProtocol;
import io.zeitgeber.persistence.quarantine.Readmissions;
import io.zeitgeber.persistence.quarantine.Shelf;
import io.zeitgeber.persistence.receipt.Receipts;
import io.zeitgeber.persistence.receipt.Topics;
import io.zeitgeber.persistence.study.ProtocolStore;
import io.zeitgeber.persistence.study.PublicationRefused;
import io.zeitgeber.service.query.v1.AcceptGapRequest;
import io.zeitgeber.service.query.v1.AcceptGapResponse;
import io.zeitgeber.service.query.v1.ActivateProtocolRequest;
import io.zeitgeber.service.query.v1.ActivateProtocolResponse;
import io.zeitgeber.service.query.v1.AdoptTopicRequest;
import io.zeitgeber.service.query.v1.AdoptTopicResponse;
import io.zeitgeber.service.query.v1.ReadmitRecordsRequest;
import io.zeitgeber.service.query.v1.ReadmitRecordsResponse;
import io.zeitgeber.service.query.v1.Reason;
import io.zeitgeber.service.query.v1.SetLegalHoldRequest;
import io.zeitgeber.service.query.v1.SetLegalHoldResponse;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/** What operators decide about a study, by the account of whoever asks where there are accounts. */
final class Decisions {
  private static final int LONGEST_WHY = 1_000;
  private static final int KAFKA_SECONDS = 10;
  private static final int LONGEST_PROTOCOL = 200_000;

  private final DataSource database;
  private final Sources sources;

  Decisions(Sources sources) {
    this.sources = sources;
    this.database = sources.database();
  }

  ReadmitRecordsResponse readmit(ReadmitRecordsRequest request) {
    Asker asker = Asker.of(request.getReason());
    if (request.getLimit() < 0) {
      throw Failures.badField("limit", "expected 0 or more");
    }
    Shelf.Choice choice =
        new Shelf.Choice(
            named("reason_code", request.getReasonCode()),
            study(request.getStudy()),
            named("participant", request.getParticipant()),
            request.getTopic().isEmpty() ? null : Asked.words("topic", request.getTopic(), 249),
            request.hasPartition() ? request.getPartition() : null,
            request.hasOffset() ? request.getOffset() : null);
    Readmissions.Asked asked =
        new Readmissions(database, sources.keys())
            .ask(
                choice,
                request.getLimit() == 0 ? Integer.MAX_VALUE : request.getLimit(),
                asker.by(),
                why(request.getReason()),
                asker.account());
    return ReadmitRecordsResponse.newBuilder()
        .setNumbered(asked.numbered())
        .setBefore(asked.before())
        .setImpossible(asked.impossible())
        .build();
  }

  ActivateProtocolResponse activate(ActivateProtocolRequest request) {
    Asker asker = Asker.of(request.getReason());
    String study = study(request.getStudy());
    StudyProtocol protocol = protocol(request.getText());
    ProtocolStore store = new ProtocolStore(database);
    try {
      store.publish(
          protocol.core().id(), protocol.core().version(), protocol.digest(), protocol.canonical());
    } catch (PublicationRefused other) {
      throw Failures.coded(
          Code.FAILED_PRECONDITION,
          "VERSION_PUBLISHED",
          protocol.core().label()
              + " is published with another text, and a published version never changes; raise"
              + " `version`");
    }
    String why = why(request.getReason());
    store.activate(study, protocol.digest(), asker.by(), why, asker.account());
    return ActivateProtocolResponse.newBuilder()
        .setProtocol(protocol.core().label())
        .setDigest(protocol.digest())
        .build();
  }

  private static StudyProtocol protocol(String text) {
    if (text.isBlank() || text.length() > LONGEST_PROTOCOL) {
      throw Failures.badField("text", "expected a protocol of up to 200,000 characters");
    }
    try {
      return ProtocolText.parse(text);
    } catch (ProtocolRefused refused) {
      int problems = refused.problems().size();
      throw Failures.badField(
          "text", "no protocol: " + problems + " problems; `zeitgeber protocol check` names them");
    }
  }

  SetLegalHoldResponse hold(SetLegalHoldRequest request) {
    Asker asker = Asker.of(request.getReason());
    String study = study(request.getStudy());
    String participant = named("participant", request.getParticipant());
    LegalHolds holds = new LegalHolds(database);
    holds.say(
        study,
        Optional.ofNullable(participant),
        !request.getRelease(),
        asker.by(),
        why(request.getReason()),
        asker.account());
    return SetLegalHoldResponse.newBuilder()
        .addAllInForce(holds.inForce(study, participant == null ? "" : participant))
        .build();
  }

  AdoptTopicResponse adopt(AdoptTopicRequest request) {
    Asker asker = Asker.of(request.getReason());
    String why = why(request.getReason());
    String topic = topic(request.getTopic());
    Place place = place(topic);
    new Topics(database)
        .adopt(place.cluster(), topic, place.topic(), asker.by(), why, asker.account());
    return AdoptTopicResponse.newBuilder().setTopicId(place.topic().toString()).build();
  }

  AcceptGapResponse accept(AcceptGapRequest request) {
    Asker asker = Asker.of(request.getReason());
    String why = why(request.getReason());
    long first = request.getFromOffset();
    long next = request.getUntilOffset();
    if (request.getPartition() < 0) {
      throw Failures.badField("partition", "expected 0 or more");
    }
    if (first < 0 || next <= first) {
      throw Failures.badField("until_offset", "must lie behind from_offset, and none be negative");
    }
    Place place = place(topic(request.getTopic()));
    new Receipts(database)
        .acceptGap(
            place.cluster(),
            place.topic(),
            request.getPartition(),
            first,
            next,
            asker.by(),
            why,
            asker.account());
    return AcceptGapResponse.newBuilder().setOffsets(next - first).build();
  }

  /** A topic and the Kafka cluster that it is in. */
  private record Place(String cluster, UUID topic) {}

  private Place place(String topic) {
    try {
      var id =
          sources
              .admin()
              .describeTopics(List.of(topic))
              .allTopicNames()
              .get(KAFKA_SECONDS, TimeUnit.SECONDS)
              .values()
              .iterator()
              .next()
              .topicId();
      return new Place(
          sources.admin().describeCluster().clusterId().get(KAFKA_SECONDS, TimeUnit.SECONDS),
          new UUID(id.getMostSignificantBits(), id.getLeastSignificantBits()));
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof UnknownTopicOrPartitionException) {
        throw Failures.coded(Code.NOT_FOUND, "UNKNOWN_TOPIC", "Kafka has no topic of this name");
      }
      throw Failures.unavailable("Kafka does not answer");
    } catch (TimeoutException late) {
      throw Failures.unavailable("Kafka does not answer");
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw Failures.unavailable("the node is stopping");
    }
  }

  private static String topic(String name) {
    String topic = Asked.words("topic", name, 249);
    if (topic.isBlank()) {
      throw Failures.badField("topic", "expected its name");
    }
    return topic;
  }

  /** Never the default: what is decided about a whole study names it. */
  private static String study(String study) {
    return Asked.id("study", study);
  }

  private static @Nullable String named(String field, String id) {
    return id.isEmpty() ? null : Asked.id(field, id);
  }

  private static String why(Reason reason) {
    String why = Asked.words("reason.reason", reason.getReason(), LONGEST_WHY).strip();
    if (why.isEmpty()) {
      throw Failures.badField("reason.reason", "expected why");
    }
    return why;
  }
}
