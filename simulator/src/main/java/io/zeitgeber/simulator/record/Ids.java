package io.zeitgeber.simulator.record;

/** The ids that the wire contract admits: studies, participants, devices, channels. */
public final class Ids {
  private static final int LONGEST = 64;

  private Ids() {}

  /** Whether the text is an id: {@code [A-Za-z0-9._:@-]{1,64}}. */
  public static boolean valid(String text) {
    if (text.isEmpty() || text.length() > LONGEST) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (!allowed(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean allowed(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '.'
        || c == '_'
        || c == ':'
        || c == '@'
        || c == '-';
  }
}
