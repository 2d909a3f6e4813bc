package io.zeitgeber.participant.enrolment;

import org.jspecify.annotations.Nullable;

/** What an enrolment record says of one field: nothing, back to the default, or a new value. */
public sealed interface Change<T> {

  /** Absent: stays as it is. */
  record Absent<T>() implements Change<T> {}

  /** JSON null: returns to the protocol's default. */
  record Cleared<T>() implements Change<T> {}

  /** A new value. */
  record To<T>(T value) implements Change<T> {}

  static <T> Change<T> absent() {
    return new Absent<>();
  }

  static <T> Change<T> cleared() {
    return new Cleared<>();
  }

  static <T> Change<T> to(T value) {
    return new To<>(value);
  }

  /** The field's value after this change. */
  default @Nullable T over(@Nullable T before) {
    return switch (this) {
      case Absent<T> _ -> before;
      case Cleared<T> _ -> null;
      case To<T>(var value) -> value;
    };
  }
}
