package io.zeitgeber.persistence.access;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One line of the access log. It names whom it was about and never what was seen: no value and no
 * free text.
 *
 * @param subject of the token; without accounts whoever the request named; empty where nobody
 * @param role in which it was allowed; null without accounts
 * @param authenticated whether a token proved who it was
 * @param method for example {@code ParticipantService/GetParticipant}
 * @param study null where it is about none
 * @param participant null where it is about several or none
 * @param about range, channels, as of when; empty where it is about the whole
 * @param peer address that the call came from
 * @param outcome name of the gRPC status
 * @param detail of a stream's end how many messages, of a refusal its code, of a note what
 * @param node that answered
 */
public record Access(
    Instant at,
    String subject,
    @Nullable String role,
    @Nullable String organisation,
    boolean authenticated,
    String method,
    Action action,
    @Nullable String study,
    @Nullable String participant,
    String about,
    String peer,
    String outcome,
    String detail,
    String node) {

  /** What was done. */
  public enum Action {
    READ,
    WRITE,
    /** A stream's start. */
    BEGAN,
    /** A stream's end. */
    ENDED,
    /** Somebody may not, or is nobody. */
    REFUSED,
    /** By the service itself. */
    NOTED;

    /** As it stands in the table. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Action of(String label) {
      return valueOf(label.toUpperCase(Locale.ROOT));
    }
  }
}
