package io.zeitgeber.service.settings;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * Kafka client properties from {@code ZEITGEBER_KAFKA_CONFIG}: the name of a properties file, as
 * Kafka's own tools take it, or the properties themselves, one a line.
 */
public final class KafkaProperties {
  private static final String VARIABLE = "ZEITGEBER_KAFKA_CONFIG";

  private KafkaProperties() {}

  /**
   * What the environment says; empty when it says nothing.
   *
   * @throws SettingsError when it names a file that is not there
   */
  public static Map<String, Object> of(Map<String, String> environment) {
    String said = environment.get(VARIABLE);
    if (said == null || said.isBlank()) {
      return Map.of();
    }
    try {
      Properties properties = new Properties();
      properties.load(new StringReader(text(said)));
      Map<String, Object> byName = new TreeMap<>();
      properties.forEach((name, value) -> byName.put((String) name, value));
      return byName;
    } catch (IOException | IllegalArgumentException e) {
      throw new SettingsError(
          VARIABLE + " does not hold Kafka client properties: " + e.getMessage(), e);
    }
  }

  private static String text(String said) throws IOException {
    if (isFile(said)) {
      return Files.readString(Path.of(said), StandardCharsets.UTF_8);
    }
    if (said.contains("=")) {
      return said;
    }
    throw new SettingsError(
        VARIABLE + " names " + said + ": there is no such file of Kafka client properties");
  }

  private static boolean isFile(String said) {
    try {
      return Files.isReadable(Path.of(said));
    } catch (InvalidPathException notAPath) {
      return false;
    }
  }
}
