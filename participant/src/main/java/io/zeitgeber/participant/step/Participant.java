package io.zeitgeber.participant.step;

import io.zeitgeber.participant.protocol.Protocol;
import java.util.UUID;

/** Everything that is remembered of one participant between two steps. Immutable. */
public final class Participant {
  private final String study;
  private final String id;
  private final Protocol protocol;

  private Participant(String study, String id, Protocol protocol) {
    this.study = study;
    this.id = id;
    this.protocol = protocol;
  }

  /** A participant of whom nothing is known yet. */
  public static Participant unknown(String study, String id, Protocol protocol) {
    return new Participant(study, id, protocol);
  }

  public String study() {
    return study;
  }

  public String id() {
    return id;
  }

  public Protocol protocol() {
    return protocol;
  }

  /** The last offset taken from a partition; −1 where none was. */
  public long lastOffset(UUID topicId, int partition) {
    return -1;
  }
}
