package io.zeitgeber.persistence.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zeitgeber.persistence.database.Database;
import io.zeitgeber.persistence.key.SigningKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.sql.DataSource;

/**
 * The heads of all chains at one time, signed: kept elsewhere, they show later that a chain was cut
 * off or written anew.
 *
 * <p>As text: a line that says when, a line of JSON a participant, and a last line with the public
 * key and the Ed25519 signature over all bytes before it.
 */
public final class Anchors {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String HEADS =
      "select distinct on (entity) entity, sequence, digest from zeitgeber.journal"
          + " order by entity, sequence desc";

  private final Instant at;
  private final String publicKey;
  private final SortedMap<String, Head> heads;

  private Anchors(Instant at, String publicKey, SortedMap<String, Head> heads) {
    this.at = at;
    this.publicKey = publicKey;
    this.heads = heads;
  }

  /** The last entry of a participant. The digest is not copied and not to be changed. */
  public static final class Head {
    private final String entity;
    private final long sequence;
    private final byte[] digest;

    Head(String entity, long sequence, byte[] digest) {
      this.entity = entity;
      this.sequence = sequence;
      this.digest = digest;
    }

    public String entity() {
      return entity;
    }

    public long sequence() {
      return sequence;
    }

    public byte[] digest() {
      return digest;
    }
  }

  /** The file is no anchor, or not signed by whom it should be. */
  public static final class NotAnAnchor extends Exception {
    private static final long serialVersionUID = 1L;

    NotAnAnchor(String why) {
      super(why);
    }
  }

  /** Signs the heads as they are now; the text to be kept. */
  public static byte[] sign(DataSource dataSource, SigningKey key, Instant now) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    ObjectNode first = JSON.createObjectNode();
    first.put("anchors", 1).put("at", now.toString());
    line(text, first);
    new Database(dataSource)
        .transaction(
            connection -> {
              try (PreparedStatement select = connection.prepareStatement(HEADS);
                  ResultSet row = select.executeQuery()) {
                while (row.next()) {
                  ObjectNode head = JSON.createObjectNode();
                  head.put("entity", row.getString(1)).put("sequence", row.getLong(2));
                  line(text, head.put("digest", HexFormat.of().formatHex(row.getBytes(3))));
                }
              }
              return true;
            });
    ObjectNode last = JSON.createObjectNode();
    last.put("public_key", key.publicKey());
    last.put("signature", Base64.getEncoder().encodeToString(key.sign(text.toByteArray())));
    line(text, last);
    return text.toByteArray();
  }

  /** What is noted of a text that was just signed. */
  public static Audit audit(byte[] text, SigningKey key) {
    long lines = new String(text, StandardCharsets.UTF_8).lines().count();
    try {
      String sha256 = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
      long heads = lines - 2;
      return Audit.of(Audit.What.ANCHORED, "", heads, 0, 0, List.of(), sha256, key.publicKey());
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java has SHA-256", impossible);
    }
  }

  private static void line(ByteArrayOutputStream text, ObjectNode json) {
    text.writeBytes((json + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Reads anchors and checks who signed them.
   *
   * @throws NotAnAnchor where they are damaged
   */
  public static Anchors read(byte[] text) throws NotAnAnchor {
    int lastLine = text.length - 2;
    while (lastLine >= 0 && text[lastLine] != '\n') {
      lastLine--;
    }
    try {
      byte[] signed = java.util.Arrays.copyOf(text, lastLine + 1);
      JsonNode last = JSON.readTree(text, lastLine + 1, text.length - lastLine - 1);
      String publicKey = last.path("public_key").asText();
      byte[] signature = Base64.getDecoder().decode(last.path("signature").asText());
      if (!SigningKey.verifies(publicKey, signed, signature)) {
        throw new NotAnAnchor("its signature is not that of its text");
      }
      String[] lines = new String(signed, StandardCharsets.UTF_8).split("\n");
      SortedMap<String, Head> heads = new TreeMap<>();
      for (int at = 1; at < lines.length; at++) {
        JsonNode head = JSON.readTree(lines[at]);
        String entity = head.path("entity").asText();
        byte[] digest = HexFormat.of().parseHex(head.path("digest").asText());
        heads.put(entity, new Head(entity, head.path("sequence").asLong(), digest));
      }
      Instant at = Instant.parse(JSON.readTree(lines[0]).path("at").asText());
      return new Anchors(at, publicKey, heads);
    } catch (IOException | IllegalArgumentException | java.time.DateTimeException malformed) {
      throw new NotAnAnchor("it is no anchor: " + malformed.getMessage());
    }
  }

  /** When the heads were signed, as the signer said. */
  public Instant at() {
    return at;
  }

  /** Who signed: X.509 in Base64. Whether that is the right one, the caller has to know. */
  public String publicKey() {
    return publicKey;
  }

  /** By entity. */
  public SortedMap<String, Head> heads() {
    return heads;
  }
}
