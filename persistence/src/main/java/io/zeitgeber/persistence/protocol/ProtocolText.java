package io.zeitgeber.persistence.protocol;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigResolveOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a protocol from HOCON. What an author leaves out comes from the default protocol; a
 * canonical text, as it is published, stands alone, so that later defaults never change what was
 * stored. The same text always gives the same protocol: no includes, no environment.
 */
public final class ProtocolText {

  /** The default protocol's text, with its comments. */
  private static final String STANDARD_TEXT = resource("/protocol-default.conf");

  private static final StudyProtocol STANDARD = read(tree(STANDARD_TEXT, "defaults"));

  private ProtocolText() {}

  /** The protocol of studies that have none of their own: {@code default@1}. */
  public static StudyProtocol standard() {
    return STANDARD;
  }

  /** The text of {@link #standard()} with its comments, a good start for one's own. */
  public static String standardText() {
    return STANDARD_TEXT;
  }

  /**
   * Reads a text over the defaults, or a canonical text as it stands.
   *
   * @throws ProtocolRefused naming every problem with its line and key
   */
  public static StudyProtocol parse(String text) {
    Config own = tree(text, Section.AUTHOR);
    if (own.hasPathOrNull(Key.CANONICAL.text)) {
      return read(own);
    }
    StudyProtocol protocol = read(own.withFallback(tree(STANDARD_TEXT, "defaults")));
    if (protocol.core().label().equals(STANDARD.core().label())
        && !protocol.digest().equals(STANDARD.digest())) {
      throw new ProtocolRefused(
          List.of(
              new Problem(
                  0,
                  Key.VERSION.text,
                  "this changes default@1, which is published; say version = 2, or an id of your"
                      + " own")));
    }
    return protocol;
  }

  /** Every key with its value, unit, default and meaning, in the canonical order. */
  public static List<Setting> explain(StudyProtocol protocol) {
    Map<String, String> standard = new HashMap<>();
    linesOf(STANDARD).forEach(line -> standard.put(line.path(), line.value()));
    return linesOf(protocol).stream()
        .filter(line -> line.key() != Key.CANONICAL)
        .map(
            line ->
                new Setting(
                    line.path(),
                    line.value(),
                    line.key().unit,
                    standard.get(line.path()),
                    line.key().meaning))
        .toList();
  }

  private static List<Canonical.Line> linesOf(StudyProtocol protocol) {
    return ProtocolReader.of(tree(protocol.canonical(), "stored").root()).lines();
  }

  private static StudyProtocol read(Config config) {
    return ProtocolReader.of(config.root()).protocol();
  }

  private static Config tree(String text, String origin) {
    try {
      return ConfigFactory.parseString(
              text,
              ConfigParseOptions.defaults()
                  .setOriginDescription(origin)
                  .setIncluder(new NoIncludes()))
          .resolve(ConfigResolveOptions.noSystem());
    } catch (ConfigException e) {
      int line = e.origin() == null ? 0 : Math.max(0, e.origin().lineNumber());
      throw new ProtocolRefused(List.of(new Problem(line, "", "not HOCON: " + e.getMessage())));
    }
  }

  private static String resource(String name) {
    try (InputStream in = ProtocolText.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("Not on the class path: " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A text that pulls in others would not mean the same on every node. */
  private static final class NoIncludes implements ConfigIncluder {
    @Override
    public ConfigIncluder withFallback(ConfigIncluder fallback) {
      return this;
    }

    @Override
    public ConfigObject include(ConfigIncludeContext context, String what) {
      throw new ConfigException.Generic("include is not allowed in a protocol");
    }
  }
}
