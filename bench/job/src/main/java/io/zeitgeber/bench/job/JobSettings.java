package io.zeitgeber.bench.job;

import java.util.HashMap;
import java.util.Map;

/**
 * What a job's process is told, as {@code name=value} arguments.
 *
 * @param said the arguments by name
 */
public record JobSettings(Map<String, String> said) {

  /** From a command line. */
  public static JobSettings of(String... arguments) {
    Map<String, String> said = new HashMap<>();
    for (String argument : arguments) {
      int equals = argument.indexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException("not NAME=VALUE: " + argument);
      }
      said.put(argument.substring(0, equals), argument.substring(equals + 1));
    }
    return new JobSettings(said);
  }

  /** A setting that must be there. */
  public String text(String name) {
    String value = said.get(name);
    if (value == null) {
      throw new IllegalArgumentException("missing: " + name + "=…");
    }
    return value;
  }

  /** A whole number that must be there. */
  public int number(String name) {
    return Integer.parseInt(text(name));
  }

  /** Where Kafka is, HOST:PORT. */
  public String kafka() {
    return text("kafka");
  }

  /** The topic that is read. */
  public String observations() {
    return text("observations");
  }

  /** The topic of enrolments with thresholds. */
  public String participants() {
    return text("participants");
  }

  /** The topic of alerts. */
  public String alerts() {
    return text("alerts");
  }

  /** The topic of tumbling minutes. */
  public String windows() {
    return text("windows");
  }

  /** The consumer group whose committed offsets tell what is done. */
  public String group() {
    return text("group");
  }

  /** A directory for state. */
  public String directory() {
    return text("directory");
  }
}
