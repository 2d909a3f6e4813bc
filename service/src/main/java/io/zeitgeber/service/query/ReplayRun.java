package io.zeitgeber.service.query;

import com.google.rpc.Code;
import io.grpc.stub.ServerCallStreamObserver;
import io.zeitgeber.persistence.audit.Audit;
import io.zeitgeber.persistence.audit.AuditLog;
import io.zeitgeber.persistence.journal.CorruptJournal;
import io.zeitgeber.persistence.key.SigningKey;
import io.zeitgeber.persistence.replay.Account;
import io.zeitgeber.persistence.replay.Certificate;
import io.zeitgeber.persistence.replay.CodeIdentity;
import io.zeitgeber.persistence.replay.Fold;
import io.zeitgeber.persistence.replay.JournalHistories;
import io.zeitgeber.persistence.replay.Progress;
import io.zeitgeber.persistence.replay.Range;
import io.zeitgeber.persistence.replay.Replay;
import io.zeitgeber.persistence.replay.Replayed;
import io.zeitgeber.persistence.replay.Verification;
import io.zeitgeber.persistence.replay.Watcher;
import io.zeitgeber.service.query.v1.ReplayProgress;
import io.zeitgeber.service.query.v1.ReplayResult;
import io.zeitgeber.service.query.v1.ReplayUpdate;
import io.zeitgeber.service.query.v1.StartReplayRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * One replay with verification, in one thread beside what the node has to do. It ends when the
 * caller is gone, and after half an hour: whole trials are replayed by the command.
 */
final class ReplayRun {
  private static final long TELL_NANOS = Duration.ofMillis(250).toNanos();
  private static final Duration LONGEST = Duration.ofMinutes(30);
  private static final int MOST_DIFFERENCES = 20;

  /** What still fits a gRPC message beside the rest. */
  private static final int LONGEST_CERTIFICATE = 3 << 20;

  private final Sources sources;
  private final StartReplayRequest request;
  private final Replay replay;
  private final List<String> entities;
  private final Progress progress = new Progress();
  private final long beganNanos = System.nanoTime();
  private long toldNanos = beganNanos;

  ReplayRun(Sources sources, StartReplayRequest request) {
    this.sources = sources;
    this.request = request;
    String study = request.getStudy().isEmpty() ? "" : Asked.id("study", request.getStudy());
    String participant =
        request.getParticipant().isEmpty() ? "" : Asked.id("participant", request.getParticipant());
    if (study.isEmpty() && !participant.isEmpty()) {
      throw Failures.badField("study", "expected the study of the participant");
    }
    replay = Replay.of(new JournalHistories(sources.database()), sources.keys());
    entities =
        participant.isEmpty()
            ? replay.histories().entities().stream()
                .filter(entity -> study.isEmpty() || entity.startsWith(study + "/"))
                .toList()
            : List.of(study + "/" + participant);
  }

  void answer(ServerCallStreamObserver<ReplayUpdate> to) {
    tell(to);
    List<Account> accounts = new ArrayList<>(entities.size());
    for (String entity : entities) {
      accounts.add(replay.one(entity, new Telling(to), progress));
    }
    if (!request.getParticipant().isEmpty() && accounts.getFirst().lastSequence() == 0) {
      throw Failures.unknownParticipant();
    }
    ReplayResult.Builder result = result(accounts);
    String scope =
        request.getParticipant().isEmpty()
            ? request.getStudy()
            : request.getStudy() + "/" + request.getParticipant();
    AuditLog log = new AuditLog(sources.database());
    log.add(audit(Audit.What.REPLAYED, scope, result, null, null));
    if (request.getCertificate()) {
      SigningKey key = SigningKey.read(sources.files().signing());
      Certificate signed =
          Certificate.sign(accounts, Range.ALL, CodeIdentity.ofThis(), Instant.now(), key);
      if (signed.text().length() > LONGEST_CERTIFICATE) {
        throw Failures.coded(
            Code.OUT_OF_RANGE,
            "TOO_MANY_PARTICIPANTS",
            "a certificate of so many is written to a file: zeitgeber replay --certificate");
      }
      log.add(audit(Audit.What.CERTIFIED, scope, result, signed.sha256(), key.publicKey()));
      result.setCertificate(signed.text());
    }
    Calls.send(to, ReplayUpdate.newBuilder().setResult(result).build());
    to.onCompleted();
  }

  private static Audit audit(
      Audit.What what,
      String scope,
      ReplayResult.Builder result,
      @Nullable String sha256,
      @Nullable String publicKey) {
    return Audit.of(
        what,
        scope,
        result.getParticipants(),
        result.getEntries(),
        result.getEntriesDiffering() + result.getChainsBroken(),
        List.copyOf(result.getDifferencesList()),
        sha256,
        publicKey);
  }

  private ReplayResult.Builder result(List<Account> accounts) {
    ReplayResult.Builder result =
        ReplayResult.newBuilder()
            .setParticipants(accounts.size())
            .setEntries(sum(accounts, Account::followed))
            .setRecords(sum(accounts, Account::records))
            .setSamples(sum(accounts, Account::samples))
            .setFactsCompared(sum(accounts, Account::facts))
            .setEntriesDiffering(sum(accounts, Account::differing))
            .setChainsBroken(sum(accounts, account -> account.corrupt() == null ? 0 : 1))
            .setEntriesErased(sum(accounts, Account::erased))
            .setEntriesOfOtherRules(sum(accounts, Account::otherRules))
            .setSeconds((System.nanoTime() - beganNanos) / 1e9);
    accounts.stream()
        .filter(account -> !account.isWell() || account.sealed() > 0)
        .limit(MOST_DIFFERENCES)
        .forEach(account -> result.addDifferences(why(account)));
    return result;
  }

  /** Where it differs, without what is recorded there: that is asked for by the command. */
  private static String why(Account account) {
    @Nullable CorruptJournal corrupt = account.corrupt();
    if (corrupt != null) {
      return String.valueOf(corrupt.getMessage());
    }
    return account.sealed() > 0
        ? account.entity() + ": its key is gone, and it was not erased"
        : account.entity() + ": " + account.differing() + " entries differ";
  }

  private static long sum(List<Account> accounts, ToLongFunction<Account> what) {
    return accounts.stream().mapToLong(what).sum();
  }

  private void tell(ServerCallStreamObserver<ReplayUpdate> to) {
    if (Calls.isGone(to)) {
      throw new CancellationException();
    }
    toldNanos = System.nanoTime();
    if (toldNanos - beganNanos > LONGEST.toNanos()) {
      throw Failures.coded(
          Code.DEADLINE_EXCEEDED,
          "REPLAY_TOO_LONG",
          "half an hour is over; ask for a study or a participant, or use zeitgeber replay");
    }
    if (to.isReady()) {
      to.onNext(
          ReplayUpdate.newBuilder()
              .setProgress(
                  ReplayProgress.newBuilder()
                      .setParticipants(progress.participants())
                      .setOfParticipants(entities.size())
                      .setEntries(progress.entries())
                      .setSamples(progress.samples()))
              .build());
    }
  }

  /** Verifies, and tells now and then how far it has come. */
  private final class Telling implements Watcher<Account> {
    private final ServerCallStreamObserver<ReplayUpdate> to;
    private final Verification verification = Verification.of(Range.ALL);

    Telling(ServerCallStreamObserver<ReplayUpdate> to) {
      this.to = to;
    }

    @Override
    public boolean see(Replayed entry) {
      if (System.nanoTime() - toldNanos > TELL_NANOS) {
        tell(to);
      }
      return verification.see(entry);
    }

    @Override
    public Account end(Fold fold, @Nullable CorruptJournal corrupt) {
      return verification.end(fold, corrupt);
    }
  }
}
