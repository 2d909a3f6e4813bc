package io.zeitgeber.service.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** The page's own files, as they lie in the jar: plain modules, nothing is built. */
final class PageFiles {
  /** No dots but the one before the type: nothing outside of the folder has such a name. */
  private static final Pattern NAME =
      Pattern.compile("(?:[a-z0-9-]{1,40}/){0,3}[a-zA-Z0-9-]{1,40}(?:\\.[a-z]{1,6}){1,2}");

  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "svg", "image/svg+xml");

  /**
   * A file.
   *
   * @param tag changes with the bytes
   */
  @SuppressWarnings("ArrayRecordComponent") // bytes on their way out, never compared
  record File(String type, String tag, byte[] bytes) {}

  private final Map<String, Optional<File>> read = new ConcurrentHashMap<>();

  /** The file at a path; nothing where there is none. */
  Optional<File> at(String path) {
    String name =
        switch (path) {
          case "/" -> "index.html";
          case "/status" -> "status.html";
          default -> path.substring(1);
        };
    return NAME.matcher(name).matches()
        ? read.computeIfAbsent(name, PageFiles::read)
        : Optional.empty();
  }

  private static Optional<File> read(String name) {
    String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
    try (InputStream resource = PageFiles.class.getResourceAsStream("page/" + name)) {
      if (resource == null || type == null) {
        return Optional.empty();
      }
      byte[] bytes = resource.readAllBytes();
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      String tag = "\"" + HexFormat.of().formatHex(digest, 0, 12) + "\"";
      return Optional.of(new File(type, tag, bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
