package io.zeitgeber.service.participant;

import io.zeitgeber.participant.enrolment.Account;
import io.zeitgeber.participant.protocol.Protocol;
import io.zeitgeber.persistence.protocol.StudyProtocol;
import org.jspecify.annotations.Nullable;

/** The published protocols, as this node knows them. */
public interface Protocols {

  /**
   * Which protocol a study follows now, and who said so.
   *
   * @param by who activated it
   * @param account that proves who; null where it is only claimed
   */
  record Activation(Protocol protocol, String by, String reason, @Nullable Account account) {}

  /** What a study follows now; the default protocol where nobody has chosen another. */
  Activation activation(String study);

  default Protocol current(String study) {
    return activation(study).protocol();
  }

  /** What "now" is for a study, where its participants' enrolments say nothing else. */
  StudyProtocol.Time time(String study);

  /**
   * A published protocol by its digest.
   *
   * @throws IllegalStateException where none has it
   */
  Protocol byDigest(String digest);
}
