package io.zeitgeber.participant;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Locale;
import java.util.Set;

/** The core depends on the JDK alone, and on nothing in it that could differ between two runs. */
@AnalyzeClasses(packages = "io.zeitgeber.participant", importOptions = DoNotIncludeTests.class)
final class ArchitectureTest {

  private static final Set<String> OUTSIDE_WORLD =
      Set.of(
          "java.lang.System",
          "java.lang.Runtime",
          "java.lang.Thread",
          "java.lang.ProcessHandle",
          "java.util.Random",
          "java.util.SplittableRandom",
          "java.util.Scanner",
          "java.util.TimeZone",
          "java.util.Calendar",
          "java.util.Date",
          "java.time.Clock",
          "java.security.SecureRandom");

  private static final Set<String> OF_THE_MOMENT =
      Set.of("now", "randomUUID", "systemDefault", "identityHashCode", "getDefault");

  private static final Set<String> OF_THE_PLACE =
      Set.of("format", "formatted", "toLowerCase", "toUpperCase", "getBytes");

  /** Collections whose order changes with each start of the JVM. */
  private static final Set<String> SALTED = Set.of("java.util.Set", "java.util.Map");

  @ArchTest
  static final ArchRule CORE_KNOWS_THE_JDK_ONLY =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("java..", "org.jspecify..", "io.zeitgeber.participant..");

  @ArchTest
  static final ArchRule CORE_DOES_NO_IO =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "java.io..",
              "java.net..",
              "java.nio.file..",
              "java.nio.channels..",
              "java.sql..",
              "java.util.concurrent..",
              "java.util.logging..");

  @ArchTest
  static final ArchRule CORE_CALLS_NOTHING_THAT_DIFFERS_BETWEEN_RUNS =
      noClasses().should().callCodeUnitWhere(differsBetweenRuns());

  @ArchTest
  static final ArchRule FEATURES_HAVE_NO_CYCLES =
      slices().matching("io.zeitgeber.participant.(*)..").should().beFreeOfCycles();

  private static DescribedPredicate<JavaCall<?>> differsBetweenRuns() {
    return DescribedPredicate.describe(
        "read the outside world, the moment, the place or a salted order",
        call -> {
          String owner = call.getTargetOwner().getName();
          String name = call.getName();
          return (OUTSIDE_WORLD.contains(owner) && !name.equals("arraycopy"))
              || OF_THE_MOMENT.contains(name)
              || (OF_THE_PLACE.contains(name) && namesNoPlace(call))
              || (SALTED.contains(owner) && Set.of("of", "copyOf", "ofEntries").contains(name))
              || (owner.equals("java.lang.Math") && inexact(name));
        });
  }

  private static boolean namesNoPlace(JavaCall<?> call) {
    return call.getTargetOwner().isEquivalentTo(String.class)
        && call.getTarget().getRawParameterTypes().stream()
            .map(JavaClass::getName)
            .noneMatch(
                type ->
                    type.equals(Locale.class.getName()) || type.equals("java.nio.charset.Charset"));
  }

  /** Functions of Math that may differ in the last bit; those of StrictMath may not. */
  private static boolean inexact(String name) {
    return Set.of("sin", "cos", "tan", "exp", "log", "log10", "pow", "hypot", "cbrt", "atan2")
        .contains(name);
  }
}
