package io.zeitgeber.persistence.journal;

import io.zeitgeber.participant.enrolment.Account;

/** Whose account it was, as it stands in {@code entry.proto}. */
final class AccountProto {

  private AccountProto() {}

  static io.zeitgeber.persistence.journal.v1.Account of(Account account) {
    var proto =
        io.zeitgeber.persistence.journal.v1.Account.newBuilder()
            .setRole(Protos.text(account.role()));
    String organisation = account.organisation();
    if (organisation != null) {
      proto.setOrganisation(Protos.text(organisation));
    }
    return proto.build();
  }

  static Account of(io.zeitgeber.persistence.journal.v1.Account proto) {
    return new Account(
        Protos.text(proto.getRole()),
        proto.hasOrganisation() ? Protos.text(proto.getOrganisation()) : null);
  }
}
