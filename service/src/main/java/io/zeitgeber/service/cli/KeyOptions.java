package io.zeitgeber.service.cli;

import io.zeitgeber.persistence.key.KeyFile;
import io.zeitgeber.persistence.key.KeyFiles;
import io.zeitgeber.persistence.key.KeyRing;
import io.zeitgeber.persistence.key.KeyUnusable;
import io.zeitgeber.persistence.key.Keys;
import io.zeitgeber.persistence.key.SigningKey;
import io.zeitgeber.service.settings.Settings;
import java.nio.file.Files;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;

/** The keys of an instance, as its commands find them: where the service has them. */
final class KeyOptions {
  /** What brings the keys. */
  static final String BRING =
      "--data DIR names the instance's directory, ZEITGEBER_KEK_FILE the key file itself";

  private KeyOptions() {}

  /** By the environment, else as the running instance says, else in its directory. */
  static KeyFiles files(InstanceOptions instance) {
    Map<String, String> environment = System.getenv();
    return Settings.namesKeys(environment)
        ? Settings.keys(instance.directory().root(), environment)
        : instance.keys().orElseGet(() -> KeyFiles.in(instance.directory().root()));
  }

  /** The same where nothing can be said without them. */
  static Keys required(InstanceOptions instance, DataSource source) {
    return ring(instance, source).orElseThrow(() -> missing(instance));
  }

  /** No key file is here. */
  static CommandFailure missing(InstanceOptions instance) {
    return CommandFailure.refused(
        "what is asked for is sealed, and no key file is at "
            + files(instance).encryption()
            + ": "
            + BRING);
  }

  /** Opens what was sealed; empty where there is no key file here. */
  static Optional<Keys> ring(InstanceOptions instance, DataSource source) {
    KeyFiles files = files(instance);
    if (!Files.exists(files.encryption())) {
      return Optional.empty();
    }
    try {
      return Optional.of(KeyRing.open(source, KeyFile.read(files.encryption())));
    } catch (KeyUnusable unusable) {
      throw CommandFailure.refused(unusable.getMessage() + "; " + BRING);
    }
  }

  static SigningKey signing(InstanceOptions instance) {
    try {
      return SigningKey.read(files(instance).signing());
    } catch (KeyUnusable unusable) {
      throw CommandFailure.refused(String.valueOf(unusable.getMessage()));
    }
  }
}
