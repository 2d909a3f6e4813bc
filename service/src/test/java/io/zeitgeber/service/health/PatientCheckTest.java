package io.zeitgeber.service.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class PatientCheckTest {
  private final CountDownLatch stands = new CountDownLatch(1);
  private final AtomicInteger asked = new AtomicInteger();

  @Test
  void checkThatHangs_isTroubleAtOnce_andAskedOnce_untilItAnswers() {
    PatientCheck check = new PatientCheck(this::hang, Duration.ofMillis(20), "it does not answer");
    assertThat(check.get()).contains("it does not answer");
    assertThat(check.get()).contains("it does not answer");
    assertThat(asked).hasValue(1);
    stands.countDown();
    await().untilAsserted(() -> assertThat(check.get()).isEmpty());
  }

  @Test
  void checkThatThrows_isTrouble() {
    PatientCheck check =
        new PatientCheck(
            () -> {
              throw new IllegalStateException("broken");
            },
            Duration.ofSeconds(10),
            "it does not answer");
    assertThat(check.get()).get().asString().contains("it does not answer", "broken");
  }

  private Optional<String> hang() {
    asked.incrementAndGet();
    try {
      stands.await();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    return Optional.empty();
  }
}
