package io.zeitgeber.service.query;

import com.google.protobuf.Timestamp;
import com.google.rpc.Code;
import io.grpc.StatusRuntimeException;
import io.zeitgeber.persistence.explain.Explanation;
import io.zeitgeber.persistence.replay.JournalHistories;
import io.zeitgeber.persistence.replay.Known;
import io.zeitgeber.persistence.replay.Replay;
import io.zeitgeber.persistence.replay.Until;
import io.zeitgeber.service.journal.EntityId;
import io.zeitgeber.service.query.v1.ParticipantState;
import java.util.HexFormat;

/** What the journal says of the past: histories taken again, one participant at a time. */
final class Past {
  private final Replay replay;

  Past(Sources sources) {
    replay = Replay.of(new JournalHistories(sources.database()), sources.keys());
  }

  /** The state as it was known then. */
  ParticipantState state(EntityId who, Timestamp asOf) {
    Known known = known(who, asOf, _ -> false);
    return StateProto.of(
        known.participant(), known.sequence(), HexFormat.of().formatHex(known.head()));
  }

  /** What was known then, with the facts that are of interest. */
  Known known(EntityId who, Timestamp asOf, Known.Interest interest) {
    Until until = new Until.Received(Asked.micros("as_of", asOf));
    try {
      return Known.of(replay, who.toString(), until, interest);
    } catch (IllegalArgumentException nothing) {
      throw unknownThen();
    }
  }

  /** What was known then; the listener hears all that was concluded on the way. */
  Known telling(EntityId who, Timestamp asOf, Known.Listener listener) {
    Until until = new Until.Received(Asked.micros("as_of", asOf));
    try {
      return Known.telling(replay, who.toString(), until, listener);
    } catch (IllegalArgumentException nothing) {
      throw unknownThen();
    }
  }

  private static StatusRuntimeException unknownThen() {
    return Failures.coded(
        Code.NOT_FOUND,
        "UNKNOWN_PARTICIPANT",
        "nobody had heard of this participant of this study then");
  }

  /** The evidence of an alert, as JSON. */
  String explanation(EntityId who, String alert) {
    return Explanation.of(replay, who.toString(), alert)
        .map(it -> ExplanationJson.of(it).toString())
        .orElseThrow(
            () ->
                Failures.coded(
                    Code.NOT_FOUND,
                    "UNKNOWN_ALERT",
                    "the journal has no such alert of a threshold for this participant"));
  }
}
