package io.zeitgeber.bench.process;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the built programs are.
 *
 * @param home the directory of the launcher
 */
public record Installation(Path home) {
  /** What every peer's Java machine is started with; the service's come from its launcher. */
  public static final List<String> PEER_OPTIONS =
      List.of(
          "-Xmx3g",
          "-XX:+UseG1GC",
          "-XX:+UseCompactObjectHeaders",
          "-XX:Tier4InvocationThreshold=20000",
          "-XX:Tier4MinInvocationThreshold=2400",
          "-XX:Tier4CompileThreshold=60000",
          "-XX:Tier4BackEdgeThreshold=160000",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow",
          "--add-opens=java.base/java.lang=ALL-UNNAMED",
          "--add-opens=java.base/java.util=ALL-UNNAMED",
          "--add-opens=java.base/java.nio=ALL-UNNAMED");

  /** As the launcher says; the working directory where it did not start this. */
  public static Installation find() {
    String said = System.getenv("ZEITGEBER_HOME");
    return new Installation(Path.of(said == null ? "." : said).toAbsolutePath().normalize());
  }

  /** The launcher, told to run what is built; it becomes the Java machine it starts. */
  public List<String> launcher(String... arguments) {
    List<String> command = new ArrayList<>(List.of(home.resolve("zeitgeber").toString()));
    command.addAll(List.of(arguments));
    return command;
  }

  /** A program of one of bench's peers, on a class path of its own. */
  public List<String> peer(String module, String mainClass) {
    Path target = home.resolve("bench").resolve(module).resolve("target");
    Path jar = target.resolve("zeitgeber-bench-" + module + "-0.1.0-SNAPSHOT.jar");
    if (!Files.exists(jar)) {
      throw new IllegalStateException(jar + " is not built; run mvn -DskipTests package");
    }
    return java(PEER_OPTIONS, jar + File.pathSeparator + target.resolve("lib") + "/*", mainClass);
  }

  /** A program of this module. */
  public List<String> own(String mainClass) {
    return java(PEER_OPTIONS, System.getProperty("java.class.path"), mainClass);
  }

  private static List<String> java(List<String> options, String classPath, String mainClass) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", classPath, mainClass));
    return command;
  }
}
