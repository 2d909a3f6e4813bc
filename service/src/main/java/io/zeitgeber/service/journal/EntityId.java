package io.zeitgeber.service.journal;

/**
 * Study and participant as one name: of the sharded entity, and of its history in the journal.
 * Neither part can hold a slash.
 */
public record EntityId(String study, String participant) {

  /** Reads {@code study/participant}. */
  public static EntityId of(String name) {
    int slash = name.indexOf('/');
    if (slash <= 0 || slash == name.length() - 1) {
      throw new IllegalArgumentException("not study/participant: " + name);
    }
    return new EntityId(name.substring(0, slash), name.substring(slash + 1));
  }

  @Override
  public String toString() {
    return study + "/" + participant;
  }
}
