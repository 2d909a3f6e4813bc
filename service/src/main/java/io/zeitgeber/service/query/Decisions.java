package io.zeitgeber.service.query;

import com.google.rpc.Code;
import io.zeitgeber.persistence.erasure.LegalHolds;
import io.zeitgeber.persistence.protocol.ProtocolRefused;
import io.zeitgeber.persistence.protocol.ProtocolText;
import io.zeitgeber.persistence.protocol.StudyProtocol;
import io.zeitgeber.persistence.quarantine.Readmissions;
import io.zeitgeber.persistence.quarantine.Shelf;
import io.zeitgeber.persistence.study.ProtocolStore;
import io.zeitgeber.persistence.study.PublicationRefused;
import io.zeitgeber.service.query.v1.ActivateProtocolRequest;
import io.zeitgeber.service.query.v1.ActivateProtocolResponse;
import io.zeitgeber.service.query.v1.ReadmitRecordsRequest;
import io.zeitgeber.service.query.v1.ReadmitRecordsResponse;
import io.zeitgeber.service.query.v1.Reason;
import io.zeitgeber.service.query.v1.SetLegalHoldRequest;
import io.zeitgeber.service.query.v1.SetLegalHoldResponse;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** What operators decide about a study, by the account of whoever asks where there are accounts. */
final class Decisions {
  private static final int LONGEST_WHY = 1_000;
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
