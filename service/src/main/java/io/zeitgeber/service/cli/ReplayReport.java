package io.zeitgeber.service.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zeitgeber.persistence.replay.Account;
import io.zeitgeber.persistence.replay.Difference;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What came of a replay, for people and as JSON. */
final class ReplayReport {
  private static final int MOST_SHOWN = 20;

  private final List<Account> accounts;
  private final boolean compared;
  private final boolean withoutKeys;
  private final double seconds;

  /**
   * @param withoutKeys nobody's key is here; else single ones are gone
   */
  ReplayReport(List<Account> accounts, boolean compared, boolean withoutKeys, long nanos) {
    this.accounts = accounts;
    this.compared = compared;
    this.withoutKeys = withoutKeys;
    this.seconds = nanos / 1e9;
  }

  boolean isWell() {
    return accounts.stream().allMatch(Account::isWell) && !(compared && sealed() > 0);
  }

  /** Participants of whom not all was derived, because their keys are not here. */
  private long sealed() {
    return accounts.stream().filter(it -> it.sealed() > 0).count();
  }

  void print(PrintWriter out) {
    int shown = 0;
    for (Account account : accounts) {
      if (!account.isWell() || shown < MOST_SHOWN) {
        line(account, out);
        shown++;
      }
    }
    if (accounts.size() > shown) {
      out.println("… and " + (accounts.size() - shown) + " more participants, all well");
    }
    accounts.stream()
        .map(Account::first)
        .filter(java.util.Objects::nonNull)
        .findFirst()
        .ifPresent(first -> out.print("\nfirst difference\n" + first.text()));
    summary(out);
  }

  private void line(Account account, PrintWriter out) {
    String gone = account.corrupt() != null ? "-" : account.sealed() > 0 ? "SEALED" : "ERASED";
    String state = account.state() == null ? gone : account.state().substring(0, 16);
    out.println(
        String.format(
            Locale.ROOT,
            "%-24s %7d entries  %10d records  state %s  %s",
            account.entity(),
            account.followed(),
            account.records(),
            state,
            verdict(account)));
  }

  private String verdict(Account account) {
    if (account.corrupt() != null) {
      return "BROKEN: " + account.corrupt().getMessage();
    }
    if (account.differing() > 0) {
      return account.differing() + " ENTRIES DIFFER";
    }
    if (account.sealed() > 0) {
      return withoutKeys
          ? "its chain holds; no key is here to open it"
          : "its chain holds; ITS KEY IS GONE, and it was not erased";
    }
    if (account.erased() > 0) {
      return "ERASED: " + account.erased() + " entries that nobody can read; their chain holds";
    }
    return account.otherRules() > 0
        ? account.otherRules() + " entries of other rules not compared"
        : "well";
  }

  private void summary(PrintWriter out) {
    long entries = accounts.stream().mapToLong(Account::followed).sum();
    long samples = accounts.stream().mapToLong(Account::samples).sum();
    out.println(
        String.format(
            Locale.ROOT,
            "%,d participants, %,d entries, %,d samples in %.1f s (%,.0f samples/s): %s",
            accounts.size(),
            entries,
            samples,
            seconds,
            samples / Math.max(seconds, 1e-9),
            conclusion()));
  }

  private String conclusion() {
    long broken = accounts.stream().filter(it -> it.corrupt() != null).count();
    long differing = accounts.stream().mapToLong(Account::differing).sum();
    long facts = accounts.stream().mapToLong(Account::facts).sum();
    if (broken > 0) {
      return (broken == 1 ? "1 chain is broken" : broken + " chains are broken")
          + (differing > 0 ? ", " + differing + " entries differ" : "")
          + (sealed() > 0 ? ", " + sealed() + " participants are SEALED" : "");
    }
    if (sealed() > 0) {
      return "every chain holds, and that is all that can be said of "
          + sealed()
          + " participants: "
          + (withoutKeys
              ? "their keys are not here ("
                  + KeyOptions.BRING
                  + "; for a file the instance must run, or `export --with-keys` have written it)"
              : "their keys are gone; put them back from a backup (`audit verify` names them)");
    }
    if (!compared) {
      return "every chain holds; facts were not compared (--verify does)";
    }
    return differing > 0
        ? differing + " entries differ"
        : String.format(Locale.ROOT, "every chain holds, and %,d facts are those recorded", facts);
  }

  ObjectNode json() {
    ObjectNode json = Json.object();
    json.put("well", isWell()).put("compared", compared).put("duration_s", seconds);
    json.put("participants_without_key", sealed());
    ArrayNode participants = json.putArray("participants");
    for (Account account : accounts) {
      add(participants.addObject(), account);
    }
    return json;
  }

  private static void add(ObjectNode to, Account account) {
    int slash = account.entity().indexOf('/');
    to.put("study", account.entity().substring(0, slash));
    to.put("participant", account.entity().substring(slash + 1));
    to.put("entries", account.entries()).put("erased", account.erased());
    to.put("sealed", account.sealed());
    to.put("records", account.records()).put("samples", account.samples());
    to.put("facts_compared", account.facts()).put("entries_differing", account.differing());
    to.put("entries_of_other_rules", account.otherRules());
    to.put("last_sequence", account.lastSequence()).put("chain_head", account.head());
    to.put("state_digest", account.state());
    @Nullable Difference first = account.first();
    if (first != null) {
      ObjectNode difference = to.putObject("first_difference");
      difference.put("sequence", first.sequence()).put("fact", first.place());
      difference.put("recorded", first.recorded() == null ? null : first.recorded().toString());
      difference.put("derived", first.derived() == null ? null : first.derived().toString());
    }
    if (account.corrupt() != null) {
      to.put("broken", account.corrupt().getMessage());
      to.put("broken_at", account.corrupt().sequence());
    }
  }
}
