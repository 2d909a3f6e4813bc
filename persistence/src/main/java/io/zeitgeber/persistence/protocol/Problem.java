package io.zeitgeber.persistence.protocol;

/**
 * One thing that is wrong with a protocol's text.
 *
 * @param line in the text, from 1; 0 where it belongs to no line of it
 * @param key full path of the key; empty where the text is no HOCON at all
 * @param message what is allowed there
 */
public record Problem(int line, String key, String message) {

  /** For people: {@code line 12: rules.x.high: …}. */
  @Override
  public String toString() {
    return (line > 0 ? "line " + line + ": " : "") + (key.isEmpty() ? "" : key + ": ") + message;
  }
}
