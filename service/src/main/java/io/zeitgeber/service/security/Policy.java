package io.zeitgeber.service.security;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The table {@code policy.txt}: which role may call which method, and what is logged of it. */
public final class Policy {
  private static final List<String> PACKAGES =
      List.of("zeitgeber.v1.", "grpc.health.v1.", "grpc.reflection.v1.");

  private final Map<String, Rule> rules = new LinkedHashMap<>();

  /** What a method does, as far as logging goes. */
  public enum What {
    OPEN,
    COUNT,
    READ,
    WRITE
  }

  /** Whom a method is about. */
  public enum About {
    PARTICIPANT,
    STUDY,
    COUNTS,
    RECORDS,
    ALL,
    NODE
  }

  /** One line of the table. */
  public record Rule(String method, What what, About about, Set<Role> roles) {

    /** The one of the caller's roles that may least and still may call the method. */
    public Optional<Role> role(Caller caller) {
      return caller.roles().stream().filter(roles::contains).min(Role::compareTo);
    }
  }

  private Policy(String text) {
    List<Role> columns = new ArrayList<>();
    for (String line : text.lines().toList()) {
      List<String> words = List.of(line.strip().split("\\s+"));
      if (line.startsWith("# method")) {
        words
            .subList(4, words.size())
            .forEach(label -> columns.add(Role.of(label).orElseThrow(() -> broken(line))));
      } else if (!line.startsWith("#") && !line.isBlank()) {
        Rule rule = rule(words, columns);
        if (rules.put(rule.method(), rule) != null) {
          throw broken(line);
        }
      }
    }
  }

  /** As it comes with this version. */
  public static Policy read() {
    try (InputStream resource = Policy.class.getResourceAsStream("policy.txt")) {
      if (resource == null) {
        throw new IllegalStateException("policy.txt is missing from the jar");
      }
      return new Policy(new String(resource.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Rule rule(List<String> words, List<Role> columns) {
    if (columns.isEmpty() || words.size() != 3 + columns.size()) {
      throw broken(words.toString());
    }
    Set<Role> roles = EnumSet.noneOf(Role.class);
    for (int at = 0; at < columns.size(); at++) {
      switch (words.get(3 + at)) {
        case "yes" -> roles.add(columns.get(at));
        case "-" -> {}
        default -> throw broken(words.toString());
      }
    }
    return new Rule(
        words.get(0),
        What.valueOf(words.get(1).toUpperCase(Locale.ROOT)),
        About.valueOf(words.get(2).toUpperCase(Locale.ROOT)),
        roles);
  }

  private static IllegalStateException broken(String line) {
    return new IllegalStateException("policy.txt: " + line);
  }

  /** The line of a method; none: it is refused to everybody. */
  public Optional<Rule> of(String fullMethod) {
    return Optional.ofNullable(rules.get(shortName(fullMethod)));
  }

  /** All lines, in their order. */
  public Collection<Rule> rules() {
    return List.copyOf(rules.values());
  }

  /** For example {@code ParticipantService/Enrol}; others' packages stay. */
  static String shortName(String fullMethod) {
    for (String prefix : PACKAGES) {
      if (fullMethod.startsWith(prefix)) {
        return fullMethod.substring(prefix.length());
      }
    }
    return fullMethod;
  }
}
