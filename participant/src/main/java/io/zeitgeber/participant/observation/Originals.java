package io.zeitgeber.participant.observation;

import org.jspecify.annotations.Nullable;

/** The bytes that a batch's records came in. Read only where a record is refused. */
public interface Originals {

  /** For a batch whose bytes are no longer at hand. */
  Originals NONE = _ -> null;

  /** The bytes of the record at an offset; null where they are not at hand. */
  byte @Nullable [] of(long offset);

  /** How many bytes the record at an offset had; 0 where that is not known. */
  default int length(long offset) {
    byte @Nullable [] bytes = of(offset);
    return bytes == null ? 0 : bytes.length;
  }
}
