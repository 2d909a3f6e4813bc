package io.zeitgeber.simulator;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

final class ArrowsTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.zeitgeber.simulator");

  @Test
  void simulator_knowsNoOtherModule() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.zeitgeber.participant..", "io.zeitgeber.persistence..", "io.zeitgeber.service..")
        .check(CLASSES);
  }

  @Test
  void body_callsNoClockAndNoLibraryMath() {
    noClasses()
        .that()
        .haveNameMatching(
            ".*(cohort\\.(Body|Episodes|Watch|Cohort(?!Run)|Person|Malformed)|chance\\.|body\\.|device\\."
                + "|trial\\.(Trial(?!Run)|Departures)|truth\\.RuleWalk).*")
        .should()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(Math.class, "sin", double.class)
        .orShould()
        .callMethod(Math.class, "exp", double.class)
        .orShould()
        .callMethod(Math.class, "log", double.class)
        .check(CLASSES);
  }

  @Test
  void features_knowEachOtherOneWay() {
    noClasses()
        .that()
        .resideInAPackage("..feed..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("..cohort..", "..trial..", "..device..", "..score..")
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAnyPackage("..body..", "..device..", "..scenario..", "..chance..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("..truth..", "..trial..", "..score..", "..kafka..", "..feed..")
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAPackage("..score..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("..trial..", "..device..", "..body..", "..cohort..", "..feed..")
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAnyPackage("..cli..", "..kafka..", "..record..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("..feed..", "..cohort..")
        .check(CLASSES);
  }
}
