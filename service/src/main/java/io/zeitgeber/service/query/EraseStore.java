package io.zeitgeber.service.query;

import com.google.rpc.Code;
import io.zeitgeber.persistence.database.Database;
import io.zeitgeber.persistence.erasure.Erasing;
import io.zeitgeber.persistence.erasure.Erasure;
import io.zeitgeber.service.journal.EntityId;
import io.zeitgeber.service.query.v1.EraseRequest;
import io.zeitgeber.service.query.v1.EraseResponse;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Erasing by two people: the first proposes, somebody else approves before the proposal expires.
 */
final class EraseStore {
  private static final String PARTICIPANT =
      """
      select exists (select from zeitgeber.participants where study = ? and participant = ?),
        exists (select from zeitgeber.erasures where entity = ?)\
      """;

  private static final String LOCK = "select pg_advisory_xact_lock(hashtextextended(?, 7304171))";

  private static final String STEPS =
      """
      select step, by, reason, request_id, expires_at, expires_at > now(), authenticated
      from zeitgeber.erasure_proposals where study = ? and participant = ?
      order by proposal desc limit 2\
      """;

  private static final String ADD =
      """
      insert into zeitgeber.erasure_proposals
        (study, participant, step, by, authenticated, reason, request_id, expires_at)
      values (?, ?, ?, ?, ?, ?, ?, now() + interval '24 hours') returning expires_at\
      """;

  private final Sources sources;
  private final Database database;

  EraseStore(Sources sources) {
    this.sources = sources;
    this.database = new Database(sources.database());
  }

  /** A step on the way to an erasure. */
  private record Stated(
      String step,
      String by,
      String reason,
      String requestId,
      Instant expires,
      boolean inForce,
      boolean authenticated) {

    /** Where there are accounts, a proposal of somebody who was only named does not count. */
    boolean standsFor(Asker asker) {
      return step.equals("proposed") && inForce && (asker.account() == null || authenticated);
    }
  }

  /** What the newest steps and this request come to; erasure: what is to be carried out now. */
  private record Decided(EraseResponse answer, Optional<Erasure> erasure) {}

  EraseResponse answer(EraseRequest request) {
    EntityId who = Asked.who(request.getId());
    EraseResponse.Builder plan = EraseResponse.newBuilder();
    sources.erasures().plan(who.study(), who.participant()).forEach(it -> plan.addPlan(copy(it)));
    boolean erased = isErased(who);
    if (request.getPlanOnly()) {
      return plan.setErased(erased).build();
    }
    Asker asker = Asker.of(request.getReason());
    String why = Asked.words("reason.reason", request.getReason().getReason(), 1024).strip();
    if (why.isEmpty()) {
      throw Failures.badField("reason.reason", "expected why");
    }
    String requestId = Asked.requestId(request.getRequestId());
    List<String> holds = sources.erasures().holds(who.study(), who.participant());
    if (!erased && !holds.isEmpty()) {
      throw Failures.coded(
          Code.FAILED_PRECONDITION, "LEGAL_HOLD", "under legal hold: " + String.join("; ", holds));
    }
    Decided decided =
        database.transaction(
            connection -> {
              try (PreparedStatement lock = connection.prepareStatement(LOCK)) {
                lock.setString(1, who.toString());
                lock.execute();
              }
              return decide(connection, who, asker, why, requestId, erased);
            });
    decided.erasure().ifPresent(sources.erasures()::carryOut);
    return decided.answer().toBuilder().addAllPlan(plan.getPlanList()).build();
  }

  private boolean isErased(EntityId who) {
    boolean[] is =
        Rows.of(
                database,
                PARTICIPANT,
                row -> new boolean[] {row.getBoolean(1), row.getBoolean(2)},
                who.study(),
                who.participant(),
                who.toString())
            .getFirst();
    if (!is[0] && !is[1]) {
      throw Failures.unknownParticipant();
    }
    return is[1];
  }

  private static Decided decide(
      Connection connection,
      EntityId who,
      Asker asker,
      String why,
      String requestId,
      boolean erased)
      throws SQLException {
    List<Stated> steps = steps(connection, who);
    for (Stated each : steps) {
      if (each.requestId().equals(requestId)) {
        return repeated(each, asker);
      }
    }
    if (erased) {
      throw Failures.coded(Code.FAILED_PRECONDITION, "ERASED", "the participant was erased");
    }
    Stated last = steps.isEmpty() ? null : steps.getFirst();
    if (last == null || !last.standsFor(asker)) {
      Instant expires = add(connection, who, "proposed", asker, why, requestId);
      return new Decided(waiting(asker.by(), expires).build(), Optional.empty());
    }
    if (!asker.isOther(last.by())) {
      throw Failures.coded(
          Code.FAILED_PRECONDITION,
          "SAME_PERSON",
          "somebody other than who proposed it has to approve");
    }
    var _ = add(connection, who, "approved", asker, why, requestId);
    Erasure erasure =
        new Erasure(
            who.study(),
            who.participant(),
            last.by(),
            List.of(last.by(), asker.by()),
            last.reason(),
            ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()));
    return new Decided(
        EraseResponse.newBuilder().setErased(true).setProposedBy(last.by()).build(),
        Optional.of(erasure));
  }

  private static Decided repeated(Stated step, Asker asker) {
    if (!step.by().equals(asker.by())) {
      throw Failures.coded(
          Code.ALREADY_EXISTS, "REQUEST_ID_USED", "another request had this request_id");
    }
    EraseResponse.Builder answer =
        step.step().equals("approved")
            ? EraseResponse.newBuilder().setErased(true)
            : waiting(step.by(), step.expires());
    return new Decided(answer.setRepeatedRequest(true).build(), Optional.empty());
  }

  private static EraseResponse.Builder waiting(String by, Instant expires) {
    return EraseResponse.newBuilder()
        .setProposedBy(by)
        .setWaitingFor("somebody other than who proposed it has to approve")
        .setExpiresAt(StateProto.time(ChronoUnit.MICROS.between(Instant.EPOCH, expires)));
  }

  private static List<Stated> steps(Connection connection, EntityId who) throws SQLException {
    List<Stated> steps = new ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement(STEPS)) {
      select.setString(1, who.study());
      select.setString(2, who.participant());
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          steps.add(
              new Stated(
                  row.getString(1),
                  row.getString(2),
                  row.getString(3),
                  row.getString(4),
                  row.getObject(5, OffsetDateTime.class).toInstant(),
                  row.getBoolean(6),
                  row.getBoolean(7)));
        }
      }
    }
    return steps;
  }

  private static Instant add(
      Connection connection, EntityId who, String step, Asker asker, String why, String requestId)
      throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(ADD)) {
      insert.setString(1, who.study());
      insert.setString(2, who.participant());
      insert.setString(3, step);
      insert.setString(4, asker.by());
      insert.setBoolean(5, asker.account() != null);
      insert.setString(6, why);
      insert.setString(7, requestId);
      try (ResultSet row = insert.executeQuery()) {
        row.next();
        return row.getObject(1, OffsetDateTime.class).toInstant();
      }
    }
  }

  private static EraseResponse.Copy copy(Erasing.Copy it) {
    EraseResponse.Copy.Builder copy =
        EraseResponse.Copy.newBuilder().setWhere(it.where()).setBecomes(it.becomes());
    return it.rows() < 0 ? copy.build() : copy.setRows(it.rows()).build();
  }
}
