package io.zeitgeber.simulator.scenario;

import static io.zeitgeber.simulator.cli.Failure.wrongInput;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import com.typesafe.config.ConfigValue;
import io.zeitgeber.simulator.scenario.Scenario.Weighted;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Finds scenarios by name, and reads those of the user's own. */
public final class Scenarios {
  private static final String REFERENCE = "scenarios/reference.conf";
  private static final List<String> WORLDS = List.of("mixed", "messy", "spikes");

  private Scenarios() {}

  /** The names that are built in: one for each regime, and some worlds. */
  public static List<String> names() {
    List<String> names = new ArrayList<>();
    for (Regime regime : Regime.values()) {
      names.add(regime.id());
    }
    names.add("dst-autumn");
    names.addAll(WORLDS);
    return names;
  }

  /**
   * The scenario of that name, or the one in that file: HOCON, or JSON, which is HOCON too.
   *
   * @throws io.zeitgeber.simulator.cli.Failure when there is none or it says what it should not
   */
  public static Scenario read(String nameOrFile) {
    Config reference = ConfigFactory.parseResources(Scenarios.class.getClassLoader(), REFERENCE);
    try {
      Config own = own(nameOrFile);
      refuseUnknown(nameOrFile, own, reference);
      Config whole = own.withFallback(reference).resolve();
      return new Reading(nameOrFile, whole).scenario();
    } catch (ConfigException e) {
      throw wrongInput("Scenario " + nameOrFile + ": " + e.getMessage());
    }
  }

  private static Config own(String nameOrFile) {
    for (Regime regime : Regime.values()) {
      if (regime.id().equals(nameOrFile)) {
        return builtIn(nameOrFile, "regimes { " + regime.id() + " = 1 }");
      }
    }
    if (nameOrFile.equals("dst-autumn")) {
      return builtIn(nameOrFile, "regimes { dst = 1 }");
    }
    if (WORLDS.contains(nameOrFile)) {
      return builtIn(nameOrFile, "");
    }
    if (!Files.isRegularFile(Path.of(nameOrFile))) {
      throw wrongInput(
          "--scenario: '"
              + nameOrFile
              + "' is no file, and none of the scenarios that are built in:\n  "
              + String.join(", ", names()));
    }
    ConfigSyntax syntax = nameOrFile.endsWith(".json") ? ConfigSyntax.JSON : ConfigSyntax.CONF;
    return ConfigFactory.parseFile(
        new File(nameOrFile),
        ConfigParseOptions.defaults().setSyntax(syntax).setAllowMissing(false));
  }

  private static Config builtIn(String name, String regimes) {
    Config named = ConfigFactory.parseString("name = " + name + "\n" + regimes);
    return named.withFallback(
        ConfigFactory.parseResources(
            Scenarios.class.getClassLoader(), "scenarios/" + name + ".conf"));
  }

  private static void refuseUnknown(String source, Config own, Config reference) {
    TreeSet<String> unknown = new TreeSet<>();
    for (Map.Entry<String, ConfigValue> entry : own.resolve().entrySet()) {
      String key = entry.getKey();
      if (!reference.hasPathOrNull(key) && !key.startsWith("regimes.")) {
        unknown.add(key);
      }
    }
    if (!unknown.isEmpty()) {
      throw wrongInput(
          "Scenario "
              + source
              + ": unknown "
              + String.join(", ", unknown)
              + "; './zeitgeber simulate --scenarios' prints every key.");
    }
  }

  /** Every key with its default, unit and reason: the text of the reference. */
  public static String reference() {
    try (var in = Scenarios.class.getClassLoader().getResourceAsStream(REFERENCE)) {
      return new String(
          java.util.Objects.requireNonNull(in).readAllBytes(),
          java.nio.charset.StandardCharsets.UTF_8);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** One scenario's values, with its name for what is wrong with them. */
  private record Reading(String source, Config config) {
    Scenario scenario() {
      return new Scenario(
          config.getString("name"),
          instant("start"),
          regimes(),
          new Scenario.Devices(
              share("devices.watch"), share("devices.phone"), share("devices.patch")),
          cadence(),
          network(),
          new Scenario.Sleep(share("sleep.revised"), share("sleep.phantom_naps_per_day")),
          new Scenario.Misbehaviour(
              share("misbehaviour.malformed"),
              share("misbehaviour.unit_errors"),
              share("misbehaviour.firmware"),
              share("misbehaviour.stuck"),
              share("misbehaviour.future")),
          adverse(),
          load());
    }

    private List<Weighted> regimes() {
      Map<String, Regime> known = new TreeMap<>();
      for (Regime regime : Regime.values()) {
        known.put(regime.id(), regime);
      }
      List<Weighted> weighted = new ArrayList<>();
      for (String name : new TreeSet<>(config.getObject("regimes").keySet())) {
        Regime regime = known.get(name);
        if (regime == null) {
          throw wrong(
              "regimes." + name, "no regime; there are " + String.join(", ", known.keySet()));
        }
        double weight = number("regimes." + name, 0, 1e9);
        if (weight > 0) {
          weighted.add(new Weighted(regime, weight));
        }
      }
      if (weighted.isEmpty()) {
        throw wrong("regimes", "name at least one, as in 'regimes { live = 1 }'");
      }
      return weighted;
    }

    private Scenario.Cadence cadence() {
      return new Scenario.Cadence(
          millis("every.heart_rate", 100),
          millis("every.patch_heart_rate", 100),
          millis("every.light", 1000),
          millis("every.temperature", 1000),
          millis("every.battery", 60_000),
          millis("every.mark", 10_000));
    }

    private Scenario.Network network() {
      return new Scenario.Network(
          share("network.lost"),
          share("network.duplicated"),
          share("network.swapped"),
          share("network.resynced"),
          share("network.hintless"),
          share("network.stale_hints"));
    }

    private Scenario.Adverse adverse() {
      return new Scenario.Adverse(
          number("adverse.tachycardias_per_day", 0, 200),
          number("adverse.bradycardias_per_day", 0, 200),
          share("adverse.falls_in_wear"));
    }

    private Scenario.Load load() {
      String shape = config.getString("load.shape").toUpperCase(Locale.ROOT);
      for (Scenario.Load.Shape each : Scenario.Load.Shape.values()) {
        if (each.name().equals(shape)) {
          return new Scenario.Load(
              each,
              number("load.times", 1, 1000),
              millis("load.every", 60_000),
              millis("load.for", 1000));
        }
      }
      throw wrong("load.shape", "steady, daily or spikes");
    }

    private Instant instant(String key) {
      try {
        return Instant.parse(config.getString(key));
      } catch (DateTimeException e) {
        throw wrong(key, "a time such as 2026-01-05T00:00:00Z");
      }
    }

    private double share(String key) {
      return number(key, 0, 1);
    }

    private double number(String key, double least, double most) {
      double value = config.getDouble(key);
      if (!(value >= least && value <= most)) {
        throw wrong(key, "from " + least + " to " + most);
      }
      return value;
    }

    private long millis(String key, long least) {
      long value = config.getDuration(key).toMillis();
      if (value < least) {
        throw wrong(key, "at least " + least + " ms");
      }
      return value;
    }

    private RuntimeException wrong(String key, String expected) {
      return wrongInput("Scenario " + source + ": " + key + ": " + expected);
    }
  }
}
