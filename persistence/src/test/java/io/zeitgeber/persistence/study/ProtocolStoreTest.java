package io.zeitgeber.persistence.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.zeitgeber.persistence.database.DatabaseFailure;
import io.zeitgeber.persistence.database.Postgres;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class ProtocolStoreTest {
  private static final String ONE = "1".repeat(64);
  private static final String TWO = "2".repeat(64);
  private static ProtocolStore store;

  @BeforeAll
  static void migrate() {
    store = new ProtocolStore(Postgres.database(ProtocolStoreTest.class).service());
  }

  @Test
  void publishedVersion_neverChanges() {
    store.publish("p", 1, ONE, "text");
    store.publish("p", 1, ONE, "text");
    assertThat(store.text(ONE)).contains("text");
    assertThatExceptionOfType(PublicationRefused.class)
        .isThrownBy(() -> store.publish("p", 1, "3".repeat(64), "other"))
        .withMessageContaining("p@1");
    assertThatExceptionOfType(PublicationRefused.class)
        .isThrownBy(() -> store.publish("p", 9, ONE, "text"));
    assertThat(store.text("3".repeat(64))).isEmpty();
  }

  @Test
  void newestActivation_counts() {
    store.publish("p", 1, ONE, "text");
    store.publish("p", 2, TWO, "next");
    assertThat(store.current("S1")).isEmpty();
    store.activate("S1", ONE, "operator", "start");
    store.activate("S1", TWO, "operator", "amendment");
    assertThat(store.current("S1")).contains(TWO);
    store.activate("S1", ONE, "operator", "back");
    assertThat(store.current("S1")).contains(ONE);
    assertThat(store.current("S2")).isEmpty();
  }

  @Test
  void unpublishedProtocol_cannotBeFollowed() {
    assertThatExceptionOfType(DatabaseFailure.class)
        .isThrownBy(() -> store.activate("S1", "4".repeat(64), "operator", "typing error"));
  }
}
