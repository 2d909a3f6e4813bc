package io.zeitgeber.service.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

final class RunningLoopsTest {
  private final RunningLoops loops = new RunningLoops();

  /** Ends when it is asked to. */
  private static final class Obedient implements LoopDaemon.Loop {
    private final CountDownLatch asked = new CountDownLatch(1);

    @Override
    public void stop() {
      asked.countDown();
    }

    @Override
    public void run() {
      try {
        asked.await();
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Test
  void stop_whenAllEnd_namesNone() {
    for (String name : new String[] {"a", "b"}) {
      Obedient loop = new Obedient();
      assertThat(loops.start(name, loop, loop)).isTrue();
    }
    assertThat(loops.stop(Duration.ofMinutes(1))).isEmpty();
  }

  @Test
  void stop_whenOneGoesOn_namesIt() {
    Obedient good = new Obedient();
    Obedient deaf = new Obedient();
    loops.start("good", good, good);
    loops.start("deaf", new Obedient(), deaf);
    assertThat(loops.stop(Duration.ofMillis(50))).contains("deaf");
    deaf.stop();
    assertThat(loops.stop(Duration.ofMinutes(1))).isEmpty();
  }

  @Test
  void start_afterStop_runsNothing() {
    assertThat(loops.stop(Duration.ZERO)).isEmpty();
    Obedient late = new Obedient();
    assertThat(loops.start("late", late, () -> late.stop())).isFalse();
    assertThat(late.asked.getCount()).isOne();
  }
}
