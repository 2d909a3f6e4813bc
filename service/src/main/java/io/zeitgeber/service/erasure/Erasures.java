package io.zeitgeber.service.erasure;

import io.zeitgeber.participant.protocol.Protocol;
import io.zeitgeber.persistence.erasure.Erasing;
import io.zeitgeber.persistence.erasure.Erasure;
import io.zeitgeber.persistence.erasure.ErasureList;
import io.zeitgeber.persistence.erasure.LegalHolds;
import io.zeitgeber.persistence.key.DataKey;
import io.zeitgeber.persistence.key.KeyFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.sql.DataSource;

/** What there is of a participant, whether it may be destroyed, and the destroying. */
public final class Erasures {
  private final String code;
  private final DataSource service;
  private final Supplier<DataSource> owner;
  private final KeyFiles files;
  private final Supplier<DataKey> instance;
  private final Function<String, Protocol> protocols;

  /**
   * @param code version of this code, as it is to stand in the entries
   * @param service the database in the service's role
   * @param owner the same in the role that owns the tables
   * @param files where the list of the erased is kept
   * @param instance the instance's key
   * @param protocols by digest
   */
  public Erasures(
      String code,
      DataSource service,
      Supplier<DataSource> owner,
      KeyFiles files,
      Supplier<DataKey> instance,
      Function<String, Protocol> protocols) {
    this.code = code;
    this.service = service;
    this.owner = owner;
    this.files = files;
    this.instance = instance;
    this.protocols = protocols;
  }

  /** Why a participant must not be erased now, and who said so; nothing where they may be. */
  public List<String> holds(String study, String participant) {
    return new LegalHolds(service).inForce(study, participant);
  }

  /**
   * Destroys the key, and with it all that is sealed with it. The list comes first: what stands
   * there is carried out at the next start if this fails half-way.
   *
   * @return whether the journal says so only now
   */
  public boolean carryOut(Erasure erasure) {
    DataKey key = instance.get();
    ErasureList list = new ErasureList(files.erasures());
    if (list.all().stream().noneMatch(each -> each.entity().equals(erasure.entity()))) {
      list.add(erasure);
    }
    return new Erasing(owner.get(), code, key, protocols).apply(erasure);
  }

  /** Each place that holds something of a participant, and what becomes of it; rows −1: unknown. */
  public List<Erasing.Copy> plan(String study, String participant) {
    List<Erasing.Copy> copies = new ArrayList<>(Erasing.copies(service, study, participant));
    copies.add(
        outside(
            "topics of observations",
            "not changed by erase: let retention.ms pass, or delete what the journal has"
                + " (kafka-delete-records up to the last receipt)"));
    copies.add(outside("topic participants", "as the topics of observations"));
    copies.add(outside("topic alerts", "gone after its retention (30 days); nothing new comes"));
    copies.add(outside("topic quarantine", "holds no bytes; gone after its retention (30 days)"));
    copies.add(
        outside(
            "backups of the database",
            "hold the wrapped key until they expire; restored, the list of the erased in "
                + files.erasures()
                + " erases again before anything is read"));
    copies.add(
        outside(
            "exports and rebuilt topics", "not known here: whoever made them has to delete them"));
    return copies;
  }

  private static Erasing.Copy outside(String where, String becomes) {
    return new Erasing.Copy(where, -1, becomes);
  }
}
