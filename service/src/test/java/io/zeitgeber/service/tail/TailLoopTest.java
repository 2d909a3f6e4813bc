package io.zeitgeber.service.tail;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.zeitgeber.persistence.journal.Position;
import io.zeitgeber.persistence.journal.Reached;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a tail makes of the positions that it finds when it starts. */
final class TailLoopTest {
  private static final Position HELD = new Position(1, 700, 4);
  private static final Position GONE = new Position(1, 800, 9);

  @Test
  void slicesThatWereReadTogether_shareThePositionOfOneEntry_andNothingWentBack() {
    assertThat(isRewound(_ -> HELD)).isFalse();
    assertThat(isRewound(slice -> slice == 0 ? Position.START : HELD)).isFalse();
  }

  @Test
  void positionThatTheSourceNoLongerHas_asAfterARestore_isRewound() {
    assertThat(isRewound(_ -> GONE)).isTrue();
    assertThat(isRewound(slice -> slice == 4 ? GONE : HELD)).isTrue();
  }

  private static boolean isRewound(IntFunction<Position> positions) {
    Journal journal = new Journal();
    Sink sink = new Sink(Reached.of(Set.of(0, 4, 8, 12), positions));
    TailLoop<String> loop =
        new TailLoop<>(
            journal,
            () -> sink,
            new TailMeter(new SimpleMeterRegistry(), "test"),
            new TailLoop.Pace(Duration.ZERO, 0, Duration.ZERO, Duration.ZERO));
    journal.loop = loop;
    loop.run();
    return sink.rewound;
  }

  /** Has one entry, and ends the loop that has read it. */
  private static final class Journal implements TailLoop.Source<String> {
    private @Nullable TailLoop<?> loop;

    @Override
    public TailLoop.Page<String> after(Reached reached) {
      return new TailLoop.Page<>(List.of(), reached.least());
    }

    @Override
    public boolean holds(Position position) {
      return position.equals(HELD);
    }

    @Override
    public boolean await(Duration atMost) {
      Objects.requireNonNull(loop).stop();
      return false;
    }
  }

  private static final class Sink implements TailLoop.Sink<String> {
    private final Reached reached;
    private boolean rewound;

    Sink(Reached reached) {
      this.reached = reached;
    }

    @Override
    public Reached reached() {
      return reached;
    }

    @Override
    public void rewound() {
      rewound = true;
    }

    @Override
    public void write(List<String> rows, Reached from, Position to) {}

    @Override
    public void close() {}
  }
}
