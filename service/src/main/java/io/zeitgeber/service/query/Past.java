package io.zeitgeber.service.query;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Timestamp;
import com.google.rpc.Code;
import io.grpc.StatusRuntimeException;
import io.zeitgeber.participant.observation.Source;
import io.zeitgeber.persistence.explain.DataExplanation;
import io.zeitgeber.persistence.explain.Explanation;
import io.zeitgeber.persistence.explain.Sample;
import io.zeitgeber.persistence.replay.JournalHistories;
import io.zeitgeber.persistence.replay.Known;
import io.zeitgeber.persistence.replay.Replay;
import io.zeitgeber.persistence.replay.Until;
import io.zeitgeber.service.journal.EntityId;
import io.zeitgeber.service.query.v1.ListSamplesRequest;
import io.zeitgeber.service.query.v1.ListSamplesResponse;
import io.zeitgeber.service.query.v1.Origin;
import io.zeitgeber.service.query.v1.ParticipantState;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;

/** What the journal says of the past: histories taken again, one participant at a time. */
final class Past {
  private final Replay replay;

  Past(Sources sources) {
    replay = Replay.of(new WhileAsked(new JournalHistories(sources.database())), sources.keys());
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
        .map(ExplanationJson::of)
        .or(() -> DataExplanation.of(replay, who.toString(), alert).map(DataExplanationJson::of))
        .map(ObjectNode::toString)
        .orElseThrow(
            () ->
                Failures.coded(
                    Code.NOT_FOUND,
                    "UNKNOWN_ALERT",
                    "the journal has no such alert for this participant"));
  }

  /** What a device said within a short range, and where it came from. */
  ListSamplesResponse samples(ListSamplesRequest request) {
    EntityId who = Asked.who(request.getId());
    Instant from = Asked.from(request.getRange());
    Instant until = Asked.until(request.getRange());
    if (Duration.between(from, until).compareTo(Duration.ofHours(1)) > 0) {
      throw Failures.badField("range", "expected at most an hour");
    }
    int most = Asked.page(request.getPageSize());
    List<Sample> found =
        Sample.within(
            replay,
            who.toString(),
            new Source(
                Asked.id("device", request.getDevice()), Asked.id("channel", request.getChannel())),
            ChronoUnit.MICROS.between(Instant.EPOCH, from),
            ChronoUnit.MICROS.between(Instant.EPOCH, until),
            most + 1);
    ListSamplesResponse.Builder response =
        ListSamplesResponse.newBuilder().setMore(found.size() > most);
    found.stream().limit(most).map(Past::sample).forEach(response::addSamples);
    return response.build();
  }

  private static io.zeitgeber.service.query.v1.Sample sample(Sample it) {
    return io.zeitgeber.service.query.v1.Sample.newBuilder()
        .setOrigin(
            Origin.newBuilder()
                .setTopic(it.origin().topic())
                .setPartition(it.origin().partition())
                .setOffset(it.origin().offset()))
        .setIndex(it.index())
        .setDeviceTime(StateProto.time(it.deviceMicros()))
        .setReceivedTime(StateProto.time(it.receivedMicros()))
        .setEventTime(StateProto.time(it.eventMicros()))
        .setValue(it.value())
        .setArrival(it.arrival())
        .setSequence(it.sequence())
        .build();
  }
}
