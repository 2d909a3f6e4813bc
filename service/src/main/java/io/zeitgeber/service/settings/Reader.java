package io.zeitgeber.service.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads single keys below {@code zeitgeber}; what is wrong names the key, its place and the remedy.
 */
final class Reader {
  private final Config config;

  Reader(Config config) {
    this.config = config;
  }

  String text(String key) {
    try {
      return config.getString(key).strip();
    } catch (ConfigException e) {
      throw wrong(key, "must be a text", e);
    }
  }

  /** A text that names something in Kafka or in the cluster. */
  String name(String key) {
    String name = text(key);
    if (!name.matches("[A-Za-z0-9._-]{1,200}")) {
      throw wrong(key, "must be 1 to 200 of A-Z a-z 0-9 . _ -, but is \"" + name + "\"");
    }
    return name;
  }

  List<String> names(String key) {
    try {
      return List.copyOf(config.getStringList(key));
    } catch (ConfigException e) {
      throw wrong(key, "must be a list of texts, for example [\"observations\"]", e);
    }
  }

  int whole(String key, int least, int most) {
    int value;
    try {
      value = config.getInt(key);
    } catch (ConfigException e) {
      throw wrong(key, "must be a whole number from " + least + " to " + most, e);
    }
    if (value < least || value > most) {
      throw wrong(key, "must be from " + least + " to " + most + ", but is " + value);
    }
    return value;
  }

  Duration duration(String key, Duration least, Duration most) {
    Duration value;
    try {
      value = config.getDuration(key);
    } catch (ConfigException e) {
      throw wrong(key, "must be a duration, for example 10s", e);
    }
    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
      throw wrong(key, "must be from " + least + " to " + most + ", but is " + value);
    }
    return value;
  }

  int bytes(String key, int least, int most) {
    long value;
    try {
      value = config.getBytes(key);
    } catch (ConfigException e) {
      throw wrong(key, "must be a size, for example 8 MiB", e);
    }
    if (value < least || value > most) {
      throw wrong(key, "must be from " + least + " to " + most + " bytes, but is " + value);
    }
    return (int) value;
  }

  Duration duration(String key, Duration least) {
    Duration value;
    try {
      value = config.getDuration(key);
    } catch (ConfigException e) {
      throw wrong(key, "must be a time, for example 100 ms", e);
    }
    if (value.compareTo(least) < 0) {
      throw wrong(key, "must be at least " + least.toMillis() + " ms");
    }
    return value;
  }

  /** A block of dotted keys, as Kafka's clients name their settings. */
  Map<String, Object> properties(String key) {
    Map<String, Object> properties = new TreeMap<>();
    try {
      config
          .getConfig(key)
          .entrySet()
          .forEach(
              entry ->
                  properties.put(
                      String.join(".", com.typesafe.config.ConfigUtil.splitPath(entry.getKey())),
                      String.valueOf(entry.getValue().unwrapped())));
    } catch (ConfigException e) {
      throw wrong(key, "must be a block of Kafka client properties", e);
    }
    return properties;
  }

  /** Says that a key is wrong, and where it was written. */
  SettingsError wrong(String key, String remedy) {
    return new SettingsError("zeitgeber." + key + " (" + place(key) + ") " + remedy);
  }

  private SettingsError wrong(String key, String remedy, ConfigException cause) {
    return new SettingsError("zeitgeber." + key + " (" + place(key) + ") " + remedy, cause);
  }

  private String place(String key) {
    try {
      return config.getValue(key).origin().description();
    } catch (ConfigException absent) {
      return "not set";
    }
  }
}
