package io.zeitgeber.persistence.journal;

import org.jspecify.annotations.Nullable;

/**
 * The clear part of an entry, without its format.
 *
 * @param sequence place in the participant's history, from 1
 * @param rules version of the rules that gave the facts
 * @param protocol digest of the protocol that the step ran under, 64 hexadecimal digits
 * @param records where the records came from; null for inputs that came another way
 * @param code version of the code that wrote the entry
 * @param outbound holds an alert or a refusal
 * @param seal whose key the body is sealed with
 */
public record EntryHeader(
    String study,
    String participant,
    long sequence,
    int rules,
    String protocol,
    Kind kind,
    @Nullable RecordsTaken records,
    String code,
    boolean outbound,
    Seal seal) {

  /** What kind of input an entry holds. */
  public enum Kind {
    OBSERVED,
    ENROL,
    ACTIVATE,
    TICK,
    RECALLED,
    READMITTED,
    CHECKPOINT,
    ERASE,
    DECLINED,
    HANDLED
  }

  /** How many of the participant's arrivals the entry holds. */
  public int arrivals() {
    return records != null ? records.count() : kind == Kind.ENROL ? 1 : 0;
  }

  /** Whose key a body is sealed with. */
  public enum Seal {
    /** Nobody's: it was written before there were keys. */
    NONE,
    PARTICIPANT,
    INSTANCE
  }

  public String entity() {
    return study + "/" + participant;
  }
}
