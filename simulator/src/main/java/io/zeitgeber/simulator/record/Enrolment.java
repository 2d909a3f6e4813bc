package io.zeitgeber.simulator.record;

import java.nio.charset.StandardCharsets;

/** Writes a record of the topic {@code participants}, field by field. */
public final class Enrolment {
  private final String participant;
  private final JsonBytes json = new JsonBytes();

  public Enrolment(String study, String participant) {
    this.participant = participant;
    json.raw("{").field("study").text(study).field("participant").text(participant);
  }

  /** Adds a field whose value is a text. */
  public Enrolment with(String field, String text) {
    json.field(field).text(text);
    return this;
  }

  /** Adds a field whose value is JSON already. */
  public Enrolment withJson(String field, String value) {
    json.field(field).raw(value.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  /** Who asks for it and why; the last fields but one. */
  public Enrolment by(String who, String why) {
    return with("by", who).with("reason", why);
  }

  /**
   * Marks the participant's time as recorded: it passes by their records alone, so that nobody of
   * 2016 falls silent because it is later now.
   */
  public Enrolment recorded(boolean recorded) {
    return recorded ? with("time", "recorded") : this;
  }

  public byte[] key() {
    return participant.getBytes(StandardCharsets.UTF_8);
  }

  /** The record's bytes; call it once, at the end. */
  public byte[] value() {
    return json.raw("}").toBytes();
  }
}
