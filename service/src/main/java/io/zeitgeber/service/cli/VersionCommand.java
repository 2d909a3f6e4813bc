package io.zeitgeber.service.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Says which release this is, and on which Java it runs. */
@Command(name = "version", description = "Which release this is, and on which Java it runs.")
final class VersionCommand implements Callable<Integer> {
  private static final String PROPERTIES =
      "/META-INF/maven/io.zeitgeber/zeitgeber-service/pom.properties";

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    Main.out(spec).println(text());
    return Exit.OK;
  }

  /** Maven writes it into the jar. */
  static String text() {
    Properties properties = new Properties();
    try (InputStream packaged = Main.class.getResourceAsStream(PROPERTIES)) {
      if (packaged != null) {
        properties.load(packaged);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return "zeitgeber "
        + properties.getProperty("version", "(not packaged)")
        + ", Java "
        + Runtime.version();
  }
}
