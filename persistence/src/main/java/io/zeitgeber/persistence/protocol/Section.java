package io.zeitgeber.persistence.protocol;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One object of a protocol's text. Reads typed values; what is wrong goes to the list of problems
 * and reading goes on with a stand-in, so that one run names everything.
 */
final class Section {
  /** Describes the origin of what the author wrote, as against the defaults underneath. */
  static final String AUTHOR = "text";

  private final String path;
  private final ConfigObject object;
  private final List<Problem> problems;

  Section(String path, ConfigObject object, List<Problem> problems) {
    this.path = path;
    this.object = object;
    this.problems = problems;
  }

  /** The objects under a key by name, in order; a name whose value is null is taken away. */
  List<Section> children(Key key, String what) {
    ConfigValue value = value(key);
    if (value == null) {
      return List.of();
    }
    if (!(value instanceof ConfigObject members)) {
      problem(key, "an object of " + what + " by name");
      return List.of();
    }
    List<Section> children = new ArrayList<>();
    for (String name : new TreeSet<>(members.keySet())) {
      Section child = child(key, members, name, what);
      if (child != null) {
        children.add(child);
      }
    }
    return children;
  }

  /** The name of this section: the last element of its path. */
  String name() {
    return path.substring(path.indexOf('.') + 1);
  }

  void only(Key.Place place) {
    List<String> known = place.names();
    for (String name : new TreeSet<>(object.keySet())) {
      if (!known.contains(name)) {
        add(name, object.get(name), "unknown key; " + Nearest.advice(name, known));
      }
    }
  }

  boolean has(Key key) {
    return value(key) != null;
  }

  String id(Key key) {
    String text = text(key, "a name");
    if (text != null && !isId(text)) {
      problem(key, "1 to 64 of A-Z a-z 0-9 . _ : @ -");
    }
    return text == null ? "?" : text;
  }

  /** Names, sorted; none where the key is not there. */
  List<String> ids(Key key) {
    ConfigValue value = value(key);
    if (value == null) {
      return List.of();
    }
    TreeSet<String> ids = new TreeSet<>();
    boolean good = value instanceof ConfigList;
    if (value instanceof ConfigList list) {
      for (ConfigValue each : list) {
        good &= each.unwrapped() instanceof String name && isId(name) && ids.add(name);
      }
    }
    if (!good) {
      problem(key, "a list of names, each once, for example [location]");
    }
    return List.copyOf(ids);
  }

  String unit(Key key) {
    String text = has(key) ? text(key, "a unit") : "";
    if (text != null && !isUnit(text)) {
      problem(key, "at most 32 printable characters without quotes or backslash");
    }
    return text == null ? "" : text;
  }

  double number(Key key, double otherwise) {
    ConfigValue value = value(key);
    if (value == null) {
      if (Double.isNaN(otherwise)) {
        missing(key, "a number");
      }
      return otherwise;
    }
    if (value.unwrapped() instanceof Number number && Double.isFinite(number.doubleValue())) {
      return number.doubleValue() + 0.0; // makes −0 plain 0
    }
    problem(key, "a number");
    return Double.isNaN(otherwise) ? 0 : otherwise;
  }

  int count(Key key, int least, int most) {
    double value = number(key, Double.NaN);
    if (has(key) && (value != Math.rint(value) || value < least || value > most)) {
      problem(key, "a whole number from " + least + " to " + most);
    }
    return Double.isNaN(value) ? least : (int) value;
  }

  long micros(Key key, long least, long most) {
    String text = text(key, "a duration with its unit, for example 30s");
    if (text == null) {
      return least;
    }
    Long micros = Span.parse(text);
    if (micros == null) {
      problem(key, "a duration: a whole number and us, ms, s, m, h or d, for example 30s");
    } else if (micros < least || micros > most) {
      problem(key, "a duration from " + Span.text(least) + " to " + Span.text(most));
    }
    return micros == null ? least : micros;
  }

  /** A list of names. */
  List<String> texts(Key key) {
    ConfigValue value = value(key);
    List<String> texts = new ArrayList<>();
    if (value instanceof ConfigList list && !list.isEmpty()) {
      for (ConfigValue each : list) {
        if (each.unwrapped() instanceof String text && isId(text)) {
          texts.add(text);
        } else {
          problem(key, "a list of names");
        }
      }
    } else {
      problem(key, "a list of names, for example [heart_rate]");
    }
    return texts;
  }

  <E extends Enum<E>> E choice(Key key, Class<E> type, E otherwise) {
    E[] all = type.getEnumConstants();
    List<String> names = Arrays.stream(all).map(Canonical::name).toList();
    String text = has(key) ? text(key, String.join(" | ", names)) : null;
    int at = text == null ? -1 : names.indexOf(text.toLowerCase(Locale.ROOT));
    if (text != null && at < 0) {
      problem(key, "one of " + String.join(" | ", names) + "; " + Nearest.advice(text, names));
    }
    return at < 0 ? otherwise : all[at];
  }

  boolean either(Key key, String yes, String no) {
    String text = text(key, yes + " | " + no);
    if (text != null && !text.equals(yes) && !text.equals(no)) {
      problem(key, yes + " | " + no);
    }
    return yes.equals(text);
  }

  void missing(Key key, String allowed) {
    problem(key, "missing; " + allowed);
  }

  /** Reports at the line of the first key that the author wrote; else without one. */
  void problem(Key key, String message, Key... orAt) {
    ConfigValue at = object.get(key.text);
    for (Key other : orAt) {
      at = at == null || lineOf(at) == 0 ? object.get(other.text) : at;
    }
    add(key.text, at == null ? object : at, message);
  }

  static boolean isId(String text) {
    boolean valid = !text.isEmpty() && text.length() <= 64;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      valid &= c < 128 && (Character.isLetterOrDigit(c) || "._:@-".indexOf(c) >= 0);
    }
    return valid;
  }

  private static boolean isUnit(String text) {
    return text.length() <= 32
        && text.chars().noneMatch(c -> c == '"' || c == '\\' || Character.isISOControl(c));
  }

  private @Nullable Section child(Key key, ConfigObject members, String name, String what) {
    ConfigValue member = members.get(name);
    if (member == null || member.valueType() == ConfigValueType.NULL) {
      return null;
    }
    String at = key.text + "." + name;
    if (!isId(name)) {
      add(at, member, "a name of 1 to 64 of A-Z a-z 0-9 . _ : @ -");
    }
    if (member instanceof ConfigObject object) {
      return new Section(at, object, problems);
    }
    add(at, member, "an object; " + what + " have keys of their own");
    return null;
  }

  private @Nullable String text(Key key, String allowed) {
    ConfigValue value = value(key);
    if (value == null) {
      missing(key, allowed);
      return null;
    }
    if (value.valueType() == ConfigValueType.STRING) {
      return (String) value.unwrapped();
    }
    problem(key, allowed);
    return null;
  }

  private @Nullable ConfigValue value(Key key) {
    ConfigValue value = object.get(key.text);
    return value == null || value.valueType() == ConfigValueType.NULL ? null : value;
  }

  private void add(String key, @Nullable ConfigValue at, String message) {
    problems.add(
        new Problem(at == null ? 0 : lineOf(at), path.isEmpty() ? key : full(key), message));
  }

  private String full(String key) {
    return Stream.of(path.substring(0, path.indexOf('.')), name(), key)
        .map(Canonical::element)
        .collect(Collectors.joining("."));
  }

  private static int lineOf(ConfigValue value) {
    ConfigOrigin origin = value.origin();
    return origin.description().startsWith(AUTHOR) ? Math.max(0, origin.lineNumber()) : 0;
  }
}
