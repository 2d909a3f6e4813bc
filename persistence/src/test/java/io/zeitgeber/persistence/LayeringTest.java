package io.zeitgeber.persistence;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Persistence knows the core, JDBC and its formats: no actors, no Kafka, no clock of its own. */
@AnalyzeClasses(
    packages = "io.zeitgeber.persistence",
    importOptions = ImportOption.DoNotIncludeTests.class)
final class LayeringTest {

  @ArchTest
  static final ArchRule DEPENDS_DOWNWARDS_ONLY =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "io.zeitgeber.persistence..",
              "io.zeitgeber.participant..",
              "java..",
              "javax.crypto..",
              "javax.sql..",
              "org.jspecify..",
              "com.google.protobuf..",
              "com.fasterxml.jackson..",
              "com.github.luben.zstd..",
              "com.zaxxer.hikari..",
              "org.postgresql..",
              "org.flywaydb..",
              "org.slf4j..",
              "com.typesafe.config..");

  @ArchTest
  static final ArchRule COLUMNS_KNOW_NOTHING_ELSE =
      classes()
          .that()
          .resideInAPackage("..persistence.column..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("..persistence.column..", "java..", "org.jspecify..");

  @ArchTest
  static final ArchRule JOURNAL_KNOWS_NO_PROJECTION =
      noClasses()
          .that()
          .resideInAnyPackage("..persistence.journal..", "..persistence.receipt..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("..persistence.projection..", "..persistence.ledger..");
}
