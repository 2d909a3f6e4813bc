package io.zeitgeber.service.decode;

/** Ids of studies, participants, devices and channels: {@code [A-Za-z0-9._:@-]{1,64}}. */
final class Ids {
  static final String EXPECTED = "1 to 64 of A-Z a-z 0-9 . _ : @ -";
  private static final int MOST = 64;
  private static final boolean[] ALLOWED = new boolean[128];

  static {
    String all = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._:@-";
    all.chars().forEach(c -> ALLOWED[c] = true);
  }

  private Ids() {}

  static boolean valid(String text) {
    if (text.isEmpty() || text.length() > MOST) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 128 || !ALLOWED[c]) {
        return false;
      }
    }
    return true;
  }
}
