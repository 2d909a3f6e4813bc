package io.zeitgeber.service.decode;

import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of the records at hand, one after another. Written by one thread; others may copy
 * records out while their slice is unanswered. Who asks too late, when the bytes may be another
 * slice's already, gets none rather than wrong ones.
 */
final class Arena {
  private volatile byte[] bytes;
  private final AtomicInteger generation = new AtomicInteger();

  Arena(int size) {
    bytes = new byte[size];
  }

  byte[] bytes() {
    return bytes;
  }

  int generation() {
    return generation.get();
  }

  /** The array, with room for so many bytes from a position on. */
  byte[] room(int from, int length) {
    byte[] now = bytes;
    if (from + length <= now.length) {
      return now;
    }
    int doubled = (int) Math.min(Integer.MAX_VALUE - 16L, now.length * 2L);
    byte[] more = Arrays.copyOf(now, Math.max(Math.addExact(from, length), doubled));
    bytes = more;
    return more;
  }

  /** Forgets all; starts with an array of another size where one is given. */
  void clear(int freshSize) {
    generation.incrementAndGet();
    VarHandle.fullFence(); // the generation is seen before any byte changes
    if (freshSize > 0) {
      bytes = new byte[freshSize];
    }
  }

  /** A copy of some bytes, if they still are of that generation. */
  byte @Nullable [] copy(int from, int to, int expectedGeneration) {
    if (generation.get() != expectedGeneration) {
      return null;
    }
    byte[] source = bytes;
    byte[] copy = to <= source.length ? Arrays.copyOfRange(source, from, to) : null;
    VarHandle.loadLoadFence(); // the bytes are read before the generation is looked at again
    return generation.get() == expectedGeneration ? copy : null;
  }
}
