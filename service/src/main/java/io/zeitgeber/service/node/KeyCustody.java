package io.zeitgeber.service.node;

import io.zeitgeber.persistence.erasure.Erasing;
import io.zeitgeber.persistence.erasure.Erasure;
import io.zeitgeber.persistence.erasure.ErasureList;
import io.zeitgeber.persistence.key.KeyRing;
import io.zeitgeber.persistence.quarantine.Quarantine;
import io.zeitgeber.service.journal.EntityId;
import io.zeitgeber.service.participant.Protocols;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets go what this node may not keep: keys of the erased, and old bytes of the quarantine. */
final class KeyCustody {
  private static final Logger log = LoggerFactory.getLogger(KeyCustody.class);

  /** Bytes of records of which no participant can be read. */
  private static final int QUARANTINE_DAYS = 90;

  private static final long FORGET_EVERY_NANOS = TimeUnit.HOURS.toNanos(1);

  private final DataSource service;
  private final KeyRing keys;
  private volatile Consumer<String> erased = entity -> {};
  private long lastErasure;
  private long forgotNanos;

  KeyCustody(DataSource service, KeyRing keys) {
    this.service = service;
    this.keys = keys;
    this.forgotNanos = System.nanoTime() - FORGET_EVERY_NANOS;
  }

  /** Told of each participant who is erased while the node runs. */
  void onErased(Consumer<String> told) {
    erased = told;
  }

  /** Before anything is read: who stands in the list is erased, also in a restored backup. */
  void eraseAgain(NodeSettings settings, DataSource owner, Protocols protocols) {
    Erasing erasing = new Erasing(owner, Version.code(), keys.instance(), protocols::byDigest);
    for (Erasure erasure : new ErasureList(settings.keys().erasures()).all()) {
      if (erasing.apply(erasure)) {
        log.warn(
            "{} is erased again, as the list of the erased says",
            EntityId.handle(erasure.entity()));
      }
    }
    lastErasure = Erasing.since(service, 0).keySet().stream().reduce(0L, Math::max);
  }

  /** Looks again: on every beat of the node. */
  void look() {
    for (Map.Entry<Long, String> erasure : Erasing.since(service, lastErasure).entrySet()) {
      log.info("{} was erased", EntityId.handle(erasure.getValue()));
      keys.forget(erasure.getValue());
      erased.accept(erasure.getValue());
      lastErasure = erasure.getKey();
    }
    if (System.nanoTime() - forgotNanos >= FORGET_EVERY_NANOS) {
      forgotNanos = System.nanoTime();
      long forgotten = new Quarantine(service, keys).forget(QUARANTINE_DAYS);
      if (forgotten > 0) {
        log.info("the bytes of {} records left the quarantine", forgotten);
      }
    }
  }
}
