package io.zeitgeber.service.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zeitgeber.persistence.key.KeyFile;
import io.zeitgeber.persistence.key.KeyFiles;
import io.zeitgeber.persistence.key.KeyRotation;
import io.zeitgeber.persistence.key.KeyUnusable;
import io.zeitgeber.persistence.key.SigningKey;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The keys that are not in the database. */
@Command(
    name = "keys",
    description = "Check the keys that seal what is kept, or wrap them anew.",
    subcommands = {KeysCommand.Check.class, KeysCommand.Rotate.class})
final class KeysCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    Main.commandLine(spec).usage(Main.err(spec));
    return Exit.USAGE;
  }

  /** Unwraps every key once. */
  @Command(
      name = "check",
      description = "Say where the keys are, and whether every participant's key can be used.")
  static final class Check implements Callable<Integer> {
    @Mixin private InstanceOptions instance = new InstanceOptions();
    @Mixin private JsonOption json = new JsonOption();
    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException {
      KeyFiles files = KeyOptions.files(instance);
      try {
        KeyFile encryption = KeyFile.read(files.encryption());
        String signer = SigningKey.read(files.signing()).publicKey();
        KeyRotation.Checked checked =
            Postgres.with(instance, source -> new KeyRotation(source).check(encryption));
        if (!json.takes(json(files, encryption, signer, checked), Main.out(spec))) {
          print(files, encryption, signer, checked);
        }
        return checked.unusable().isEmpty() ? Exit.OK : Exit.FOUND;
      } catch (KeyUnusable unusable) {
        Main.err(spec).println("zeitgeber: " + unusable.getMessage());
        return Exit.FOUND;
      }
    }

    private void print(
        KeyFiles files, KeyFile encryption, String signer, KeyRotation.Checked checked) {
      var out = Main.out(spec);
      out.println("key-encryption keys  " + files.encryption() + ", now " + encryption.current());
      out.println("signing key          " + files.signing() + ", public " + signer);
      out.println("the erased           " + files.erasures());
      checked
          .keys()
          .forEach(
              (name, count) ->
                  out.println(name + " wraps " + count + " keys" + role(name, encryption)));
      checked.unusable().forEach((entity, why) -> out.println(entity + ": " + why));
      out.println(
          checked.unusable().isEmpty()
              ? "every key can be used; keep a copy of these files apart from the database"
              : checked.unusable().size() + " keys cannot be used");
    }

    private static String role(String name, KeyFile encryption) {
      if (name.equals(encryption.current())) {
        return ", the instance's own among them";
      }
      return encryption.names().contains(name)
          ? ", and was replaced: rotate once more to wrap them anew"
          : ", and is not in the file";
    }

    private static ObjectNode json(
        KeyFiles files, KeyFile encryption, String signer, KeyRotation.Checked checked) {
      ObjectNode json = Json.object();
      json.put("file", files.encryption().toString());
      json.put("current", encryption.current());
      json.put("signing_public_key", signer);
      ObjectNode wraps = json.putObject("wraps");
      checked.keys().forEach(wraps::put);
      ObjectNode unusable = json.putObject("unusable");
      checked.unusable().forEach(unusable::put);
      return json;
    }
  }

  /** Makes a new key-encryption key and wraps all keys with it. */
  @Command(
      name = "rotate",
      description = "Make a new key-encryption key and wrap every participant's key with it.",
      footer = {
        "",
        "No entry of the journal changes. Older keys stay in the file: backups of the database that",
        "were made before need them. Copy the file again afterwards; a running service finds the new",
        "key by itself. Runs in the role that owns the tables; repeated, it goes on where it was."
      })
  static final class Rotate implements Callable<Integer> {
    @Mixin private Accountable accountable = new Accountable();
    @Mixin private InstanceOptions instance = new InstanceOptions();

    @Option(
        names = "--drop-older",
        description =
            "Remove the older keys from the file; older backups can't be read then. One that was"
                + " replaced within ten minutes stays while a node runs.")
    private boolean dropOlder;

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
      try {
        KeyFile rotated = KeyFile.read(KeyOptions.files(instance).encryption()).rotated();
        Postgres.with(instance, ignored -> rewrap(rotated));
        return Exit.OK;
      } catch (KeyUnusable unusable) {
        throw CommandFailure.refused(String.valueOf(unusable.getMessage()));
      }
    }

    private boolean rewrap(KeyFile rotated) {
      KeyRotation rotation = new KeyRotation(Postgres.owner(instance));
      long wrapped = rotation.rewrap(rotated, accountable.by, accountable.reason);
      PrintWriter out = Main.out(spec);
      out.println(
          wrapped
              + " keys are wrapped by "
              + rotated.current()
              + "; copy "
              + rotated.file()
              + " again");
      if (dropOlder) {
        drop(rotated, rotation, out);
      }
      return true;
    }

    private static void drop(KeyFile rotated, KeyRotation rotation, PrintWriter out) {
      List<String> older = new ArrayList<>(rotated.names());
      older.retainAll(rotation.droppable(rotated));
      KeyFile left = rotated.without(older);
      String dropped = older.isEmpty() ? "no key dropped" : "dropped " + String.join(", ", older);
      out.println(dropped + "; in the file: " + String.join(", ", left.names()));
      if (left.names().size() > 1) {
        out.println(
            "Those that were replaced within ten minutes stay while a node runs; rotate later, or"
                + " with no node running, to drop them too.");
      }
    }
  }
}
