package io.zeitgeber.persistence.column;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Text as bytes so that every string comes back: UTF-8, and for strings with lone surrogates, which
 * UTF-8 can't hold, the byte 0xFF (never in UTF-8) and UTF-16.
 */
public final class Text {
  private static final byte UTF_16_MARK = (byte) 0xFF;

  private Text() {}

  public static byte[] bytes(String text) {
    if (!hasLoneSurrogate(text)) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
    ByteBuffer bytes = ByteBuffer.allocate(1 + 2 * text.length()).put(UTF_16_MARK);
    for (int at = 0; at < text.length(); at++) {
      bytes.putChar(text.charAt(at));
    }
    return bytes.array();
  }

  /** Throws {@link Unreadable} where the bytes are no text. */
  public static String of(byte[] bytes, int from, int length) {
    if (length > 0 && bytes[from] == UTF_16_MARK) {
      return utf16(bytes, from + 1, length - 1);
    }
    for (int at = from; at < from + length; at++) {
      if (bytes[at] < 0) {
        return strictUtf8(bytes, from, length);
      }
    }
    return new String(bytes, from, length, StandardCharsets.ISO_8859_1);
  }

  /** The text with everything replaced that PostgreSQL can't hold: NUL and lone surrogates. */
  public static String storable(String text) {
    if (text.indexOf('\0') < 0 && !hasLoneSurrogate(text)) {
      return text;
    }
    String replaced =
        new String(text.getBytes(StandardCharsets.UTF_16BE), StandardCharsets.UTF_16BE);
    return replaced.replace('\0', '\uFFFD');
  }

  private static boolean hasLoneSurrogate(String text) {
    for (int at = 0; at < text.length(); at++) {
      char here = text.charAt(at);
      if (Character.isHighSurrogate(here)
          && at + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(at + 1))) {
        at++;
      } else if (Character.isSurrogate(here)) {
        return true;
      }
    }
    return false;
  }

  private static String utf16(byte[] bytes, int from, int length) {
    if (length % 2 != 0) {
      throw new Unreadable("UTF-16 text of an odd length");
    }
    return CharBuffer.wrap(ByteBuffer.wrap(bytes, from, length).asCharBuffer()).toString();
  }

  private static String strictUtf8(byte[] bytes, int from, int length) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, from, length))
          .toString();
    } catch (CharacterCodingException malformed) {
      throw new Unreadable("text is not UTF-8", malformed);
    }
  }
}
