package io.zeitgeber.service.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

final class UntilStoppedTest {
  private final List<String> closed = new CopyOnWriteArrayList<>();

  @Test
  void close_endsInReverse_alsoPastOneThatFails() throws Exception {
    UntilStopped running = new UntilStopped();
    running.open(() -> "database", closed::add);
    running.open(
        () -> "broker",
        broker -> {
          throw new IllegalStateException("the broker does not stop");
        });
    running.open(() -> "node", closed::add);
    running.close();
    assertThat(closed).containsExactly("node", "database");
  }

  @Test
  void close_whileSomethingOpens_waitsAndClosesItToo() throws Exception {
    UntilStopped running = new UntilStopped();
    CountDownLatch opening = new CountDownLatch(1);
    CountDownLatch mayOpen = new CountDownLatch(1);
    Thread starter =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    running.open(
                        () -> {
                          opening.countDown();
                          mayOpen.await();
                          return "database";
                        },
                        closed::add);
                  } catch (Exception e) {
                    throw new IllegalStateException(e);
                  }
                });
    opening.await();
    Thread signal = Thread.ofPlatform().start(running::close);
    Awaitility.await().until(() -> signal.getState() == Thread.State.WAITING);
    mayOpen.countDown();
    starter.join();
    signal.join();
    assertThat(closed).containsExactly("database");
    assertThatThrownBy(() -> running.open(() -> "late", closed::add))
        .hasMessageContaining("stopped while starting");
  }

  @Test
  void close_fromTwoSides_closesOnce() throws Exception {
    UntilStopped running = new UntilStopped();
    running.open(() -> "node", closed::add);
    Thread signal = Thread.ofPlatform().start(running::close);
    running.close();
    signal.join();
    assertThat(closed).containsExactly("node");
  }
}
