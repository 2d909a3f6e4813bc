package io.zeitgeber.persistence.audit;

import io.zeitgeber.persistence.database.Database;
import io.zeitgeber.persistence.journal.JournalReader;
import io.zeitgeber.persistence.journal.JournalRow;
import io.zeitgeber.persistence.key.Keys;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Follows the chains of the journal, participant by participant, in short transactions, while the
 * service may go on writing.
 */
public final class JournalAudit {
  private static final int PAGE = 256;

  /** More findings than anyone reads; the exit code says the same. */
  private static final int MOST_TAMPERING = 1_000;

  /** Skips from participant to participant on the primary key. */
  private static final String NEXT_ENTITY =
      "select entity from zeitgeber.journal where entity > ? order by entity, sequence limit 1";

  private static final String ERASED = "select entity from zeitgeber.erasures";

  private final Database database;
  private final JournalReader reader;
  private final Keys keys;
  private final boolean opens;
  private final Archive archive;

  /** In the journal's order, which is that of its bytes; all of them are ASCII. */
  private final NavigableSet<String> inArchive;

  /**
   * @param keys empty where there are none: then the chains are followed and no body is opened
   */
  public JournalAudit(DataSource dataSource, Optional<Keys> keys) {
    this(dataSource, keys, Archive.NONE);
  }

  /**
   * @param keys empty where there are none: then the chains are followed and no body is opened
   * @param archive where chains begin whose beginning is no longer in the journal
   */
  public JournalAudit(DataSource dataSource, Optional<Keys> keys, Archive archive) {
    this.archive = archive;
    this.inArchive = new TreeSet<>(archive.entities());
    this.database = new Database(dataSource);
    this.reader = new JournalReader(dataSource);
    this.keys = keys.orElse(Keys.NONE);
    this.opens = keys.isPresent();
  }

  /**
   * Looks at all entries of some participants.
   *
   * @param study only of this one
   * @param participant only this one; needs a study
   * @param progress told now and then how many entries were looked at
   */
  public Verified verify(
      Optional<String> study,
      Optional<String> participant,
      Optional<Anchors> anchors,
      Consumer<Long> progress) {
    Set<String> erased = erased();
    List<Tampering> tampering = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    long[] sums = new long[5];
    @Nullable String entity = first(study, participant);
    while (entity != null && tampering.size() < MOST_TAMPERING) {
      ChainCheck check = follow(entity, erased.contains(entity), anchors, tampering);
      seen.add(entity);
      sums[0] += check.entries();
      sums[1] += check.unsealed();
      sums[2] += check.erased();
      sums[3] += check.anchored();
      sums[4] += check.archived();
      progress.accept(sums[0]);
      entity = next(entity, study, participant);
    }
    anchors.ifPresent(
        known ->
            known.heads().values().stream()
                .filter(head -> isMeant(head.entity(), study, participant))
                .filter(head -> !seen.contains(head.entity()))
                .forEach(
                    head ->
                        tampering.add(
                            new Tampering(
                                head.entity(),
                                head.sequence(),
                                "all entries are gone; an anchor knows them"))));
    return new Verified(seen.size(), sums[0], sums[1], sums[2], sums[3], sums[4], tampering);
  }

  private ChainCheck follow(
      String entity, boolean isErased, Optional<Anchors> anchors, List<Tampering> tampering) {
    ChainCheck check =
        new ChainCheck(
            entity,
            isErased,
            opens ? keys : null,
            anchors.map(known -> known.heads().get(entity)).orElse(null),
            tampering);
    List<JournalRow> page = reader.page(entity, 0, Long.MAX_VALUE, PAGE);
    long there = page.isEmpty() ? Long.MAX_VALUE : page.getFirst().entry().sequence();
    if (there > 1) {
      archive.read(entity, entry -> entry.sequence() < there && check.takeArchived(entry));
    }
    long next = 0;
    do {
      page = next == 0 ? page : reader.page(entity, next, Long.MAX_VALUE, PAGE);
      for (JournalRow row : page) {
        check.take(row.entry(), row.slice());
        next = row.entry().sequence() + 1;
      }
    } while (page.size() == PAGE);
    check.end();
    return check;
  }

  private static boolean isMeant(
      String entity, Optional<String> study, Optional<String> participant) {
    int slash = entity.indexOf('/');
    return study.map(s -> entity.startsWith(s + "/")).orElse(true)
        && participant.map(p -> entity.substring(slash + 1).equals(p)).orElse(true);
  }

  private @Nullable String first(Optional<String> study, Optional<String> participant) {
    return next("", study, participant);
  }

  private @Nullable String next(
      String after, Optional<String> study, Optional<String> participant) {
    String from = after;
    while (true) {
      @Nullable String entity = entityAfter(from);
      if (entity == null || isMeant(entity, study, participant)) {
        return entity;
      }
      from = entity;
    }
  }

  /** The next one in the journal or in the archive. */
  private @Nullable String entityAfter(String after) {
    @Nullable String written = entityInJournalAfter(after);
    @Nullable String archived = inArchive.higher(after);
    if (written == null || archived == null) {
      return written == null ? archived : written;
    }
    return archived.compareTo(written) < 0 ? archived : written;
  }

  private @Nullable String entityInJournalAfter(String after) {
    return database.<@Nullable String>transaction(
        connection -> {
          try (PreparedStatement select = connection.prepareStatement(NEXT_ENTITY)) {
            select.setString(1, after);
            try (ResultSet row = select.executeQuery()) {
              return row.next() ? row.getString(1) : null;
            }
          }
        });
  }

  private Set<String> erased() {
    return database.transaction(
        connection -> {
          Set<String> erased = new HashSet<>();
          try (PreparedStatement select = connection.prepareStatement(ERASED);
              ResultSet row = select.executeQuery()) {
            while (row.next()) {
              erased.add(row.getString(1));
            }
          }
          return erased;
        });
  }
}
