package io.zeitgeber.persistence.ledger;

/** By what a fact is known again in a topic. */
public final class FactIdentity {

  private FactIdentity() {}

  /** What happened to an alert. */
  public static String alert(String id, String lifecycle) {
    return "alert " + id + " " + lifecycle;
  }

  /**
   * A refused record.
   *
   * @param participant empty where it could not be read
   */
  public static String refused(String topic, int partition, long offset, String participant) {
    return "record "
        + topic
        + "-"
        + partition
        + "@"
        + offset
        + (participant.isEmpty() ? "" : " of " + participant);
  }
}
