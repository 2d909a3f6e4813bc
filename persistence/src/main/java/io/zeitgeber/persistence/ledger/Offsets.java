package io.zeitgeber.persistence.ledger;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/** Which offsets of a partition were seen: a bit each, so a hundred million cost 12 MB. */
final class Offsets {
  private static final int PAGE_BITS = 16;

  private final Map<Long, BitSet> pages = new HashMap<>();

  /** Whether it is new. */
  boolean add(long offset) {
    BitSet page = pages.computeIfAbsent(offset >>> PAGE_BITS, _ -> new BitSet());
    int at = (int) (offset & ((1 << PAGE_BITS) - 1));
    boolean fresh = !page.get(at);
    page.set(at);
    return fresh;
  }
}
