package io.zeitgeber.service;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The arrows between the packages of the service. */
@AnalyzeClasses(
    packages = "io.zeitgeber.service",
    importOptions = ImportOption.DoNotIncludeTests.class)
@Execution(ExecutionMode.CONCURRENT)
final class ServiceLayersTest {

  @ArchTest
  static final ArchRule commandLine_isKnownToNobody =
      noClasses()
          .that()
          .resideOutsideOfPackage("..service.cli..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("..service.cli..");

  @ArchTest static final ArchRule embedded_knowsNothingOfOurs = onlyKnows("embedded");

  @ArchTest static final ArchRule metrics_knowNothingOfOurs = onlyKnows("metrics");

  @ArchTest static final ArchRule health_knowsNothingOfOurs = onlyKnows("health");

  @ArchTest
  static final ArchRule web_knowsHealthMetricsAndSecurityOnly =
      onlyKnows("web", "health", "metrics", "security");

  @ArchTest
  static final ArchRule settings_knowSettingsOnly =
      onlyKnows("settings", "node", "deadline", "security");

  @ArchTest
  static final ArchRule decoding_knowsNoNode =
      noClasses()
          .that()
          .resideInAPackage("..service.decode..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "..service.node..", "..service.web..", "..service.embedded..", "..service.settings..")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule simulator_isAnotherProgram =
      noClasses().should().dependOnClassesThat().resideInAPackage("io.zeitgeber.simulator..");

  private static ArchRule onlyKnows(String feature, String... others) {
    String[] allowed = new String[others.length + 1];
    allowed[0] = "io.zeitgeber.service." + feature + "..";
    for (int i = 0; i < others.length; i++) {
      allowed[i + 1] = "io.zeitgeber.service." + others[i] + "..";
    }
    return classes()
        .that()
        .resideInAPackage("io.zeitgeber.service." + feature + "..")
        .should()
        .onlyDependOnClassesThat(
            com.tngtech.archunit.base.DescribedPredicate.not(resideInAnyPackage("io.zeitgeber.."))
                .or(resideInAnyPackage(allowed))
                .or(
                    // What the journal and the keys are set up with.
                    resideInAnyPackage(
                        "io.zeitgeber.persistence.journal..", "io.zeitgeber.persistence.key..")));
  }
}
