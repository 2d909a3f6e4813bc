package io.zeitgeber.participant.clock;

import io.zeitgeber.participant.canonical.CanonicalReader;
import io.zeitgeber.participant.canonical.CanonicalWriter;

/**
 * Goes over the fields of a part in a fixed order: each comes back as it was, or as it was read. So
 * writing and reading cannot differ.
 */
interface Fields {

  long number(long value);

  boolean flag(boolean value);

  /** The first {@code count} of {@code values}, which is large enough for them. */
  long[] numbers(long[] values, int count);

  /** Whether what was added with the third form of a participant's state is there. */
  default boolean hasRequests() {
    return true;
  }

  default int integer(int value) {
    return Math.toIntExact(number(value));
  }

  static Fields writing(CanonicalWriter to) {
    return new Fields() {
      @Override
      public long number(long value) {
        to.number(value);
        return value;
      }

      @Override
      public boolean flag(boolean value) {
        to.flag(value);
        return value;
      }

      @Override
      public long[] numbers(long[] values, int count) {
        long before = 0;
        for (int at = 0; at < count; at++) {
          to.number(values[at] - before);
          before = values[at];
        }
        return values;
      }
    };
  }

  static Fields reading(CanonicalReader from, long form) {
    return new Fields() {
      @Override
      public boolean hasRequests() {
        return form > 2;
      }

      @Override
      public long number(long value) {
        return from.number();
      }

      @Override
      public boolean flag(boolean value) {
        return from.flag();
      }

      @Override
      public long[] numbers(long[] values, int count) {
        if (count < 0 || count > values.length) {
          throw new IllegalArgumentException("more knots than there may be");
        }
        long before = 0;
        for (int at = 0; at < count; at++) {
          before += from.number();
          values[at] = before;
        }
        return values;
      }
    };
  }
}
