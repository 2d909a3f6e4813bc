package io.zeitgeber.persistence.replay;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zeitgeber.persistence.key.SigningKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The signed result of a replay. What is signed is the canonical JSON (RFC 8785) of the member
 * {@code statement}, in UTF-8; {@code docs/schemas/certificate.schema.json} has the fields.
 */
public final class Certificate {
  private static final int FORMAT = 1;

  private final JsonNode statement;
  private final String publicKey;
  private final byte[] signature;

  private Certificate(JsonNode statement, String publicKey, byte[] signature) {
    this.statement = statement;
    this.publicKey = publicKey;
    this.signature = signature;
  }

  /**
   * Says, and signs, what came of a replay.
   *
   * @param made for people; nothing depends on it
   */
  public static Certificate sign(
      List<Account> accounts, Range range, CodeIdentity code, Instant made, SigningKey signing) {
    ObjectNode statement = CanonicalJson.object();
    statement.put("certificate", FORMAT);
    statement.put("made_at", made.truncatedTo(ChronoUnit.SECONDS).toString());
    ObjectNode received = statement.putObject("received");
    bound(received, "from", range.fromMicros(), Long.MIN_VALUE);
    bound(received, "to", range.toMicros(), Long.MAX_VALUE);
    code(statement.putObject("code"), code);
    totals(statement, accounts);
    ArrayNode participants = statement.putArray("participants");
    accounts.forEach(account -> participant(participants.addObject(), account));
    byte[] message = CanonicalJson.text(statement).getBytes(StandardCharsets.UTF_8);
    return new Certificate(statement, signing.publicKey(), signing.sign(message));
  }

  private static void bound(ObjectNode to, String name, long micros, long none) {
    if (micros == none) {
      to.putNull(name);
    } else {
      to.put(name, Instant.EPOCH.plus(micros, ChronoUnit.MICROS).toString());
    }
  }

  private static void code(ObjectNode to, CodeIdentity code) {
    to.put("version", code.version()).put("rules", code.rules());
    ObjectNode digests = to.putObject("sha256");
    code.digests().forEach(digests::put);
  }

  private static void totals(ObjectNode to, List<Account> accounts) {
    SortedMap<String, String> protocols = new TreeMap<>();
    SortedSet<String> writers = new TreeSet<>();
    long entries = 0;
    long records = 0;
    long facts = 0;
    long differing = 0;
    long broken = 0;
    long sealed = 0;
    for (Account account : accounts) {
      protocols.putAll(account.protocols());
      writers.addAll(account.writers());
      entries += account.followed();
      sealed += account.sealed() == 0 ? 0 : 1;
      records += account.records();
      facts += account.facts();
      differing += account.differing();
      broken += account.corrupt() == null ? 0 : 1;
    }
    ArrayNode written = to.putArray("written_by");
    writers.forEach(written::add);
    ArrayNode published = to.putArray("protocols");
    protocols.forEach(
        (digest, label) -> published.addObject().put("protocol", label).put("sha256", digest));
    ObjectNode totals = to.putObject("totals");
    if (sealed > 0) {
      totals.put("participants_sealed", sealed);
    }
    totals
        .put("participants", accounts.size())
        .put("entries", entries)
        .put("records", records)
        .put("facts_compared", facts)
        .put("entries_differing", differing)
        .put("chains_broken", broken);
  }

  private static void participant(ObjectNode to, Account account) {
    int slash = account.entity().indexOf('/');
    to.put("study", account.entity().substring(0, slash));
    to.put("participant", account.entity().substring(slash + 1));
    to.put("first_sequence", account.lastSequence() == 0 ? 0 : 1);
    to.put("last_sequence", account.lastSequence());
    to.put("chain_head", account.head());
    @Nullable String state = account.state();
    if (state == null) {
      to.putNull("state");
    } else {
      to.put("state", state);
    }
    to.put("records", account.records()).put("samples", account.samples());
    to.put("facts_compared", account.facts()).put("entries_differing", account.differing());
    if (account.erased() > 0) {
      to.put("entries_erased", account.erased());
    }
    if (account.sealed() > 0) {
      to.put("entries_sealed", account.sealed());
    }
    if (account.otherRules() > 0) {
      to.put("entries_of_other_rules", account.otherRules());
    }
    @Nullable Difference first = account.first();
    if (first != null) {
      to.put("first_difference", first.text());
    }
    if (account.corrupt() != null) {
      to.put("broken", account.corrupt().getMessage());
    }
  }

  /** As it is written to a file. */
  public String text() {
    ObjectNode file = CanonicalJson.object();
    file.set("statement", statement);
    file.putObject("signature")
        .put("algorithm", "Ed25519")
        .put("public_key", publicKey)
        .put("fingerprint", fingerprint())
        .put("value", Base64.getEncoder().encodeToString(signature));
    return CanonicalJson.pretty(file) + "\n";
  }

  /**
   * Reads what {@link #text()} gives; says nothing yet of whether it is to be believed.
   *
   * @throws IllegalArgumentException where the text is no certificate
   */
  public static Certificate read(String text) {
    try {
      JsonNode file = CanonicalJson.MAPPER.readTree(text);
      JsonNode statement = file.path("statement");
      if (statement.path("certificate").asInt() != FORMAT) {
        throw new IllegalArgumentException("no certificate of form " + FORMAT);
      }
      JsonNode signature = file.path("signature");
      return new Certificate(
          statement,
          signature.path("public_key").asText(),
          Base64.getDecoder().decode(signature.path("value").asText()));
    } catch (JsonProcessingException malformed) {
      throw new IllegalArgumentException("not JSON: " + malformed.getOriginalMessage(), malformed);
    }
  }

  /** Whether this key (X.509 in Base64) signed exactly this statement. */
  public boolean isSignedBy(String trustedKey) {
    try {
      byte[] message = CanonicalJson.text(statement).getBytes(StandardCharsets.UTF_8);
      return publicKey.equals(trustedKey) && SigningKey.verifies(trustedKey, message, signature);
    } catch (IllegalArgumentException foreign) {
      return false;
    }
  }

  /** Whether it says that every chain held, all could be opened and nothing differed. */
  public boolean isClean() {
    JsonNode totals = statement.path("totals");
    return totals.path("entries_differing").asLong(-1) == 0
        && totals.path("chains_broken").asLong(-1) == 0
        && totals.path("participants_sealed").asLong(0) == 0;
  }

  /** What was signed. */
  public JsonNode statement() {
    return statement;
  }

  /** SHA-256 of the file that {@link #text()} makes, hexadecimal. */
  public String sha256() {
    return sha256(text().getBytes(StandardCharsets.UTF_8));
  }

  /** SHA-256 of the public key that came with it, hexadecimal, to compare by eye. */
  public String fingerprint() {
    return fingerprint(publicKey);
  }

  /** SHA-256 of a public key, hexadecimal. */
  public static String fingerprint(String key) {
    return sha256(Base64.getDecoder().decode(key));
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java has SHA-256", impossible);
    }
  }
}
