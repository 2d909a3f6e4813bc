package io.zeitgeber.service.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.zeitgeber.participant.step.Step;
import io.zeitgeber.persistence.database.Migrations;
import io.zeitgeber.service.chaos.ServiceProcess.Setup;
import io.zeitgeber.service.embedded.EmbeddedKafka;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.jspecify.annotations.Nullable;

/**
 * What a Java machine learns from one node's life, kept for all nodes that are started after it
 * (JEP 483 and 515): they need half the time to start, and tests start some fifty. A node of its
 * own lives it, beside the first tests; those begin without.
 */
final class Learned {
  private static final Duration PATIENCE = Infrastructure.PATIENCE;

  private static @Nullable String classPath;
  private static @Nullable Thread learner;
  private static volatile @Nullable Path kept;

  private Learned() {}

  /** Options for a Java machine that runs the program: its class path, and what was learned. */
  static synchronized List<String> options(Path dir) {
    List<String> options = new ArrayList<>(List.of("-cp", classPath(dir)));
    Path learned = kept;
    if (learned != null) {
      options.addAll(0, List.of("-XX:AOTCache=" + learned, "-Xlog:aot=off", "-Xlog:cds=off"));
    }
    return options;
  }

  /** Lets a node live, once in a test run. */
  static synchronized void begin(Infrastructure at) {
    if (learner == null) {
      learner = Thread.ofVirtual().start(() -> learn(at));
    }
  }

  /** Removes what was packed and learned; it is large, and of one run. */
  static void forget(Path dir) throws IOException {
    try (Stream<Path> all = Files.list(dir)) {
      for (Path each : all.filter(it -> it.toString().matches(".*\\.(jar|aot)")).toList()) {
        Files.delete(each);
      }
    }
  }

  private static void learn(Infrastructure at) {
    Path file = at.dir().resolve("learned.aot");
    try {
      String name = "learning";
      at.createEmptyDatabase(name);
      Setup setup = new Setup(at, name, name, List.of("obs-learning"), "");
      ServiceProcess node =
          ServiceProcess.learning(setup, List.of("-XX:AOTCacheOutput=" + file, "-Xlog:aot=off"))
              .awaitReady();
      try (KafkaProducer<byte[], byte[]> producer = Load.producer(at)) {
        Load.keyed(producer, "obs-learning", new Load(1, 20).seconds(60));
      }
      new Progress(setup).awaitAllReceipted(PATIENCE);
      assertThat(node.stop(PATIENCE)).isEqualTo(143);
      if (Files.exists(file)) {
        kept = file;
      }
    } catch (Exception failed) {
      throw new IllegalStateException("no node could be learned from", failed);
    }
  }

  /**
   * Only what lies in jars can be learned: directories of classes are packed, those of tests left.
   */
  private static String classPath(Path dir) {
    String known = classPath;
    if (known != null) {
      return known;
    }
    try {
      List<String> parts = new ArrayList<>();
      for (Class<?> each : List.of(EmbeddedKafka.class, Migrations.class, Step.class)) {
        Path from =
            Path.of(each.getProtectionDomain().getCodeSource().getLocation().toURI())
                .toAbsolutePath();
        parts.add(
            Files.isDirectory(from)
                ? pack(from, dir.resolve("classes-" + parts.size() + ".jar")).toString()
                : from.toString());
      }
      for (String part : System.getProperty("java.class.path").split(File.pathSeparator)) {
        if (!parts.contains(part) && part.endsWith(".jar") && !part.contains("surefire")) {
          parts.add(part);
        }
      }
      String all = String.join(File.pathSeparator, parts);
      classPath = all;
      return all;
    } catch (IOException | URISyntaxException failed) {
      throw new IllegalStateException(failed);
    }
  }

  private static Path pack(Path classes, Path jar) throws IOException {
    try (OutputStream file = Files.newOutputStream(jar);
        ZipOutputStream zip = new ZipOutputStream(file);
        Stream<Path> all = Files.walk(classes)) {
      zip.setMethod(ZipOutputStream.STORED);
      for (Path each : all.filter(Files::isRegularFile).sorted().toList()) {
        byte[] bytes = Files.readAllBytes(each);
        CRC32 crc = new CRC32();
        crc.update(bytes);
        ZipEntry entry = new ZipEntry(classes.relativize(each).toString().replace('\\', '/'));
        entry.setSize(bytes.length);
        entry.setCompressedSize(bytes.length);
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        zip.write(bytes);
        zip.closeEntry();
      }
    }
    return jar;
  }
}
