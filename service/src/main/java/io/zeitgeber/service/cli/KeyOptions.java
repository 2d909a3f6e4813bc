package io.zeitgeber.service.cli;

import io.zeitgeber.persistence.key.KeyFile;
import io.zeitgeber.persistence.key.KeyFiles;
import io.zeitgeber.persistence.key.KeyRing;
import io.zeitgeber.persistence.key.KeyUnusable;
import io.zeitgeber.persistence.key.Keys;
import io.zeitgeber.persistence.key.SigningKey;
import io.zeitgeber.service.settings.Settings;
import java.nio.file.Files;
import java.util.Optional;
import javax.sql.DataSource;

/** The keys of an instance, as its commands find them: where the service has them. */
final class KeyOptions {
  private KeyOptions() {}

  static KeyFiles files(InstanceOptions instance) {
    return Settings.keys(instance.directory().root(), System.getenv());
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
      throw CommandFailure.refused(String.valueOf(unusable.getMessage()));
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
