package io.zeitgeber.persistence.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MigrationsTest {
  private static final String ENTRY =
      "insert into zeitgeber.journal (sequence, writer, generation, records, refused, slice,"
          + " outbound, entity, digest, payload) values (1, gen_random_uuid(), 1, 0, 0, 0, false,"
          + " 'S/P', decode(repeat('00', 32), 'hex'), '')";
  private static Postgres postgres;

  @BeforeAll
  static void migrate() {
    postgres = Postgres.database(MigrationsTest.class);
    postgres.execute(ENTRY);
  }

  @Test
  void migrate_again_appliesNothing() {
    assertThat(Migrations.migrate(postgres.owner(), postgres.serviceRole())).isZero();
  }

  @Test
  void schema_holdsEverythingOfOurs_theHistoryToo() {
    assertThat(
            Rows.of(
                postgres.superuser(),
                "select schemaname from pg_tables where tablename in ('journal',"
                    + " 'flyway_schema_history')"))
        .containsExactly("zeitgeber", "zeitgeber");
    assertThat(
            Rows.of(
                postgres.superuser(), "select count(*) from pg_tables where schemaname = 'public'"))
        .containsExactly("0");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "journal",
        "receipts",
        "generations",
        "gaps_accepted",
        "protocols",
        "study_protocols",
        "readmissions",
        "readmissions_done",
        "erasures",
        "legal_holds",
        "audits"
      })
  void whatIsOnlyAdded_cannotBeChangedByAnyone(String table) {
    for (DataSource who : List.of(postgres.superuser(), postgres.owner())) {
      assertRefused(who, "delete from zeitgeber." + table, "only ever added");
      assertRefused(who, "truncate zeitgeber." + table + " cascade", "only ever added");
    }
    assertRefused(postgres.service(), "delete from zeitgeber." + table, "permission denied");
    assertRefused(postgres.service(), "truncate zeitgeber." + table, "permission denied");
  }

  @Test
  void journalRow_cannotBeUpdated_evenWhereTriggersAreSkipped() {
    String update = "update zeitgeber.journal set payload = 'forged'";
    assertRefused(postgres.superuser(), update, "only ever added");
    assertRefused(
        postgres.superuser(),
        "set session_replication_role = replica; " + update,
        "only ever added");
    assertRefused(postgres.service(), update, "permission denied");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "journal",
        "receipts",
        "generations",
        "gaps_accepted",
        "readmissions",
        "legal_holds",
        "audits"
      })
  void service_mayReadAndAdd_andNothingMore(String table) {
    assertThat(
            Rows.of(
                postgres.superuser(),
                "select string_agg(privilege_type, ',' order by privilege_type)"
                    + " from information_schema.role_table_grants where grantee = 'zeitgeber_service'"
                    + " and table_schema = 'zeitgeber' and table_name = '"
                    + table
                    + "'"))
        .containsExactly("INSERT,SELECT");
  }

  @Test
  void everyTableThatIsOnlyAddedTo_isGuardedWhateverTheSessionSays() {
    assertThat(
            Rows.of(
                postgres.superuser(),
                "select tgrelid::regclass from pg_trigger where tgname = 'only_added' and tgenabled <> 'A'"))
        .isEmpty();
  }

  @Test
  void service_readsAndAddsButOwnsNothing() {
    assertRefused(postgres.service(), "create table zeitgeber.mine ()", "permission denied");
    assertRefused(postgres.service(), "drop table zeitgeber.journal", "must be owner");
    assertRefused(
        postgres.service(), "alter table zeitgeber.journal disable trigger all", "must be owner");
    assertThat(Rows.of(postgres.service(), "select entity from zeitgeber.journal"))
        .containsExactly("S/P");
  }

  @Test
  void ownerAsService_worksToo_andStaysGuarded() {
    Postgres alone = Postgres.emptyDatabase(OwnerAlone.class);
    assertThat(Migrations.migrate(alone.owner(), "zeitgeber_owner")).isPositive();
    assertThat(Rows.of(alone.owner(), ENTRY + " returning entity")).containsExactly("S/P");
    assertRefused(alone.owner(), "delete from zeitgeber.journal", "only ever added");
  }

  @Test
  void windows_columnsAreDocumented() {
    assertThat(
            Rows.of(
                postgres.superuser(),
                "select count(*) from pg_description d join pg_class c on c.oid = d.objoid where"
                    + " c.relname = 'windows' and d.objsubid > 0"))
        .singleElement()
        .satisfies(count -> assertThat(Integer.parseInt(count)).isGreaterThan(12));
  }

  @Test
  void payloads_stayInTheRow_upToEightKilobytes() {
    assertThat(
            Rows.of(
                postgres.superuser(),
                "select reloptions::text from pg_class where relname = 'journal'"))
        .containsExactly("{toast_tuple_target=8160}");
    assertThat(
            Rows.of(
                postgres.superuser(),
                "select attstorage from pg_attribute where attrelid = 'zeitgeber.journal'::regclass"
                    + " and attname = 'payload'"))
        .containsExactly("e");
  }

  private static void assertRefused(DataSource who, String sql, String message) {
    assertThatThrownBy(
            () -> {
              try (Connection connection = who.getConnection();
                  Statement statement = connection.createStatement()) {
                statement.execute(sql);
              }
            })
        .isInstanceOf(SQLException.class)
        .hasMessageContaining(message);
  }

  /** Names a database. */
  private static final class OwnerAlone {}
}
