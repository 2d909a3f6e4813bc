package io.zeitgeber.persistence.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zeitgeber.persistence.database.Postgres;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class LeasesTest {
  private static final Duration LONG = Duration.ofMinutes(5);
  private static Leases leases;
  private final String name = "lease-" + UUID.randomUUID();

  @BeforeAll
  static void migrate() {
    leases = new Leases(Postgres.database(LeasesTest.class).service());
  }

  @Test
  void heldLease_isNobodyElses() {
    Lease mine = leases.acquire(name, "me", LONG).orElseThrow();
    assertThat(leases.acquire(name, "you", LONG)).isEmpty();
    assertThat(leases.acquire(name, "me", LONG).orElseThrow().version()).isEqualTo(mine.version());
    assertThat(leases.holder(name).orElseThrow().owner()).isEqualTo("me");
    assertThat(leases.renew(mine, LONG)).isPresent();
  }

  @Test
  void releasedLease_changesHands_withAHigherVersion() {
    Lease mine = leases.acquire(name, "me", LONG).orElseThrow();
    assertThat(leases.release(mine)).isTrue();
    assertThat(leases.holder(name)).isEmpty();
    Lease yours = leases.acquire(name, "you", LONG).orElseThrow();
    assertThat(yours.version()).isGreaterThan(mine.version());
    assertThat(leases.renew(mine, LONG)).isEmpty();
    assertThat(leases.release(mine)).isFalse();
    assertThat(leases.holder(name)).contains(yours);
  }

  @Test
  void expiredLease_isLost() {
    Lease mine = leases.acquire(name, "me", Duration.ofMillis(1)).orElseThrow();
    await().until(() -> leases.holder(name).isEmpty());
    assertThat(leases.renew(mine, LONG)).isEmpty();
    assertThat(leases.acquire(name, "you", LONG).orElseThrow().version())
        .isEqualTo(mine.version() + 1);
  }

  @Test
  void manyWhoWantIt_haveOneHolder() throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Future<Optional<Lease>>> answers =
          IntStream.range(0, 8)
              .mapToObj(at -> threads.submit(() -> leases.acquire(name, "node-" + at, LONG)))
              .toList();
      int holders = 0;
      for (Future<Optional<Lease>> answer : answers) {
        holders += answer.get().isPresent() ? 1 : 0;
      }
      assertThat(holders).isEqualTo(1);
    }
  }
}
