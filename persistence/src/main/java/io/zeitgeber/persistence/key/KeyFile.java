package io.zeitgeber.persistence.key;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Key-encryption keys in a file that only its owner can read: one line a key, {@code NAME BASE64},
 * the last one wraps, the others still unwrap. The name is the beginning of the key's SHA-256, so a
 * wrong file is known for what it is.
 */
public final class KeyFile implements KeyEncryption {
  private static final String FIRST_LINE =
      "# Zeitgeber's key-encryption keys. Without a copy of this file, kept apart from the database"
          + " and its backups, nothing that was ever recorded can be read again.";

  private final Path file;

  /** In the order of the file; replaced whole when another process has added one. */
  private volatile Map<String, DataKey> keys;

  /** Of the file as it was read: another one was put in its place where it differs. */
  private volatile Object seen;

  private KeyFile(Path file, Object seen, Map<String, DataKey> keys) {
    this.file = file;
    this.seen = seen;
    this.keys = keys;
  }

  /** Makes a file with one new key; there must be none yet. */
  public static KeyFile create(Path file) {
    return write(file, withFresh(Map.of()));
  }

  /**
   * Reads a file.
   *
   * @throws KeyUnusable where it can't be read, holds no key, or a line is damaged
   */
  public static KeyFile read(Path file) {
    Object seen = stamp(file);
    return new KeyFile(file, seen, keys(file));
  }

  private static Object stamp(Path file) {
    try {
      BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
      return List.of(now.lastModifiedTime(), String.valueOf(now.fileKey()), now.size());
    } catch (IOException absent) {
      return List.of();
    }
  }

  private static Map<String, DataKey> keys(Path file) {
    Map<String, DataKey> keys = new LinkedHashMap<>();
    try {
      for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
        if (!line.isBlank() && !line.startsWith("#")) {
          int space = line.indexOf(' ');
          DataKey key = DataKey.of(Base64.getDecoder().decode(line.substring(space + 1).strip()));
          if (space < 0 || !name(key).equals(line.substring(0, space))) {
            throw new KeyUnusable(file + ": a line is damaged", null);
          }
          keys.put(name(key), key);
        }
      }
    } catch (NoSuchFileException absent) {
      throw new KeyUnusable("there is no key file " + file, absent);
    } catch (IOException | IllegalArgumentException unreadable) {
      throw new KeyUnusable(
          "the key-encryption keys in " + file + " cannot be read: " + unreadable.getMessage(),
          unreadable);
    }
    if (keys.isEmpty()) {
      throw new KeyUnusable(file + " holds no key", null);
    }
    return keys;
  }

  /** The same file with a new key that wraps from now on; the others still unwrap. */
  public KeyFile rotated() {
    return write(file, withFresh(keys));
  }

  /** The same file without some keys, which nothing is wrapped by any more. */
  public KeyFile without(Collection<String> names) {
    if (names.contains(current())) {
      throw new IllegalArgumentException("the current key wraps");
    }
    Map<String, DataKey> left = new LinkedHashMap<>(keys);
    left.keySet().removeAll(names);
    return write(file, left);
  }

  public Path file() {
    return file;
  }

  /** Names of all keys in the file. */
  public List<String> names() {
    return List.copyOf(keys.keySet());
  }

  private static Map<String, DataKey> withFresh(Map<String, DataKey> before) {
    Map<String, DataKey> keys = new LinkedHashMap<>(before);
    DataKey fresh = DataKey.fresh(new SecureRandom());
    keys.put(name(fresh), fresh);
    return keys;
  }

  private static KeyFile write(Path file, Map<String, DataKey> keys) {
    List<String> lines = new ArrayList<>();
    lines.add(FIRST_LINE);
    keys.forEach(
        (name, key) -> lines.add(name + " " + Base64.getEncoder().encodeToString(key.bytes())));
    try {
      PrivateFiles.write(file, String.join("\n", lines) + "\n");
    } catch (IOException failed) {
      throw new UncheckedIOException(file + " cannot be written: " + failed.getMessage(), failed);
    }
    return new KeyFile(file, stamp(file), keys);
  }

  private static String name(DataKey key) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(key.bytes());
      return HexFormat.of().formatHex(digest, 0, 8);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every Java has SHA-256", impossible);
    }
  }

  private DataKey key(String name) {
    if (!keys.containsKey(name)) {
      keys = keys(file);
    }
    DataKey key = keys.get(name);
    if (key == null) {
      throw new KeyUnusable(
          "the key-encryption key " + name + " is not in " + file + " (it has " + names() + ")",
          null);
    }
    return key;
  }

  @Override
  public String current() {
    return List.copyOf(keys.keySet()).getLast();
  }

  /** A look at the file each time: what is wrapped by a key that was replaced may not be read. */
  @Override
  public WrappedKey wrap(String entity, DataKey key) {
    Object now = stamp(file);
    if (!now.equals(seen) && !now.equals(List.of())) {
      keys = keys(file);
      seen = now;
    }
    String current = current();
    return new WrappedKey(
        entity, current, Seals.seal(key(current), associated(entity), key.bytes()));
  }

  @Override
  public DataKey unwrap(WrappedKey wrapped) {
    try {
      return DataKey.of(
          Seals.open(key(wrapped.by()), associated(wrapped.entity()), wrapped.bytes()));
    } catch (NotSealedByThis damaged) {
      throw new KeyUnusable("the key of " + wrapped.entity() + " was changed", damaged);
    }
  }

  private static byte[] associated(String entity) {
    return ("zeitgeber data key of " + entity).getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return file + ", " + keys.size() + " keys";
  }
}
