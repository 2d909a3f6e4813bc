package io.zeitgeber.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Slices that had other readers before are read on from the least, and none is told twice. */
final class ReachedTest {
  private static final Position FIRST = new Position(1, 10, 1);
  private static final Position SECOND = new Position(1, 20, 2);
  private static final Position THIRD = new Position(2, 5, 3);

  private final Reached reached = Reached.of(List.of(4, 0), slice -> slice == 0 ? SECOND : FIRST);

  @Test
  void slicesApart_areReadFromTheLeast_andEachHasWhatItHad() {
    assertThat(reached.least()).isEqualTo(FIRST);
    assertThat(reached.has(0, SECOND)).isTrue();
    assertThat(reached.has(4, SECOND)).isFalse();
    assertThat(reached.has(0, THIRD)).isFalse();
    assertThat(reached.has(8, FIRST)).isFalse();
  }

  @Test
  void movedOn_whatIsFartherStays() {
    Reached between = reached.to(new Position(1, 15, 9));
    assertThat(between.bySlice()).containsEntry(0, SECOND);
    assertThat(between.least()).isEqualTo(new Position(1, 15, 9));
    assertThat(between.to(THIRD)).hasToString(Reached.of(List.of(0, 4), _ -> THIRD).toString());
  }
}
