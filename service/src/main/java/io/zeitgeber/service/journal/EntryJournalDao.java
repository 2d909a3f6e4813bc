package io.zeitgeber.service.journal;

import io.zeitgeber.persistence.journal.JournalRow;
import io.zeitgeber.persistence.journal.StoredEntry;
import io.zeitgeber.persistence.recovery.Recovery;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.Scheduler;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.persistence.AtomicWrite;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.persistence.jdbc.config.JournalConfig;
import org.apache.pekko.persistence.jdbc.journal.dao.JournalDao;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.scaladsl.Source;
import org.jspecify.annotations.Nullable;
import scala.Option;
import scala.Tuple2;
import scala.collection.immutable.Seq;
import scala.concurrent.ExecutionContext;
import scala.concurrent.Future;
import scala.concurrent.duration.FiniteDuration;
import scala.jdk.javaapi.CollectionConverters;
import scala.jdk.javaapi.FutureConverters;
import scala.runtime.BoxedUnit;
import scala.util.Success;
import scala.util.Try;
import slick.jdbc.JdbcBackend;
import slick.jdbc.JdbcProfile;

/**
 * The journal plugin's way to our own table. An event is a sealed entry already, so nothing is
 * serialised here; many actors' entries go into one transaction, and a row that is refused fails
 * its own actor alone.
 */
public final class EntryJournalDao implements JournalDao {
  private static final int READ_AT_ONCE = 500;

  private final JournalSetup journal;
  private final Executor blocking;
  private final RecoveriesTogether recoveries;

  /** Between the question for the highest sequence and the one for the entries: one query. */
  private final Map<String, Recovery> begun = new ConcurrentHashMap<>();

  /** The constructor that the plugin looks for. */
  public EntryJournalDao(
      JdbcBackend.JdbcDatabaseDef unused,
      JdbcProfile profile,
      JournalConfig config,
      Serialization serialization,
      ExecutionContext executor,
      Materializer materializer) {
    var system = serialization.system();
    journal =
        system
            .settings()
            .setup()
            .get(JournalSetup.class)
            .orElseThrow(() -> new IllegalStateException("started without a JournalSetup"));
    blocking = system.dispatchers().lookup("zeitgeber.journal-dispatcher");
    recoveries = new RecoveriesTogether(journal.recoveries(), blocking);
  }

  @Override
  public Future<Seq<Try<BoxedUnit>>> asyncWriteMessages(Seq<AtomicWrite> writes) {
    List<StoredEntry> entries = new ArrayList<>(writes.size());
    UUID actor = new UUID(0, 0);
    for (AtomicWrite write : CollectionConverters.asJava(writes)) {
      for (PersistentRepr message : CollectionConverters.asJava(write.payload())) {
        entries.add(((Recorded) message.payload()).entry());
        actor = UUID.fromString(message.writerUuid());
      }
    }
    CompletableFuture<Seq<Try<BoxedUnit>>> written =
        journal
            .writer()
            .write(entries, actor)
            .thenApply(
                _ -> {
                  entries.forEach(journal.durable());
                  return CollectionConverters.<Try<BoxedUnit>>asScala(List.of()).toSeq();
                });
    return FutureConverters.asScala(written);
  }

  @Override
  public Future<Object> highestSequenceNr(String persistenceId, long fromSequenceNr) {
    return FutureConverters.asScala(
        recoveries.of(persistenceId).thenApply(read -> (Object) begin(persistenceId, read)));
  }

  private long begin(String persistenceId, RecoveriesTogether.Read read) {
    Recovery recovery = read.recovery();
    if (recovery.last() == 0) {
      return 0;
    }
    begun.put(persistenceId, recovery);
    EntityId id = EntityId.of(persistenceId);
    return read.full() ? journal.reader().highest(id.study(), id.participant()) : recovery.last();
  }

  @Override
  public Source<Try<Tuple2<PersistentRepr, Object>>, NotUsed> messages(
      String persistenceId, long from, long to, long max) {
    return messagesWithBatch(persistenceId, from, to, READ_AT_ONCE, Option.empty());
  }

  @Override
  public Source<Try<Tuple2<PersistentRepr, Object>>, NotUsed> messagesWithBatch(
      String persistenceId,
      long from,
      long to,
      int batchSize,
      Option<Tuple2<FiniteDuration, Scheduler>> refresh) {
    EntityId id = EntityId.of(persistenceId);
    List<Recorded> first = first(persistenceId);
    long readFrom = first.isEmpty() ? from : first.getLast().entry().sequence() + 1;
    return org.apache.pekko.stream.javadsl.Source.from(first)
        .concat(
            org.apache.pekko.stream.javadsl.Source.unfoldAsync(
                    readFrom,
                    next ->
                        next > to
                            ? CompletableFuture.completedFuture(Optional.empty())
                            : CompletableFuture.supplyAsync(() -> page(id, next, to), blocking))
                .mapConcat(page -> page)
                .map(entry -> new Recorded(entry, null)))
        .map(recorded -> asMessage(persistenceId, recorded))
        .asScala();
  }

  /** What the one query gave; nothing where it was not asked before. */
  private List<Recorded> first(String persistenceId) {
    @Nullable Recovery recovery = begun.remove(persistenceId);
    if (recovery == null) {
      return List.of();
    }
    List<Recorded> first = new ArrayList<>(recovery.entries().size() + 1);
    if (recovery.sequence() > 0) {
      first.add(Recorded.beginning(persistenceId, recovery));
    }
    for (StoredEntry entry : recovery.entries()) {
      first.add(new Recorded(entry, null, first.isEmpty() ? recovery : null));
    }
    return first;
  }

  private Optional<Pair<Long, List<StoredEntry>>> page(EntityId id, long from, long to) {
    List<StoredEntry> entries =
        journal.reader().page(id.toString(), from, to, READ_AT_ONCE).stream()
            .map(JournalRow::entry)
            .toList();
    return entries.isEmpty()
        ? Optional.empty()
        : Optional.of(Pair.create(entries.getLast().sequence() + 1, entries));
  }

  private static Try<Tuple2<PersistentRepr, Object>> asMessage(
      String persistenceId, Recorded recorded) {
    PersistentRepr message =
        PersistentRepr.apply(
            recorded,
            recorded.entry().sequence(),
            persistenceId,
            "",
            false,
            org.apache.pekko.actor.ActorRef.noSender(),
            "");
    return new Success<>(new Tuple2<>(message, recorded.entry().sequence()));
  }

  @Override
  public Future<BoxedUnit> delete(String persistenceId, long toSequenceNr) {
    return FutureConverters.asScala(
        CompletableFuture.failedFuture(
            new UnsupportedOperationException("the journal is append-only")));
  }
}
