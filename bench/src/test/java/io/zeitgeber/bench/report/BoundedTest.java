package io.zeitgeber.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class BoundedTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void measurement_thatNeverEnds_isInterruptedAndSaidSo() {
    Endless endless = new Endless();

    assertThat(run(endless, Duration.ofMillis(100))).isEqualTo(1);

    assertThat(out.toString()).contains("Given up after 0 s.");
    assertThat(endless.cleaned.getCount()).isZero();
  }

  @Test
  void measurement_thatFails_saysWhyInTheReport() {
    assertThat(run(new Failing(), Duration.ofMinutes(1))).isEqualTo(1);
    assertThat(out.toString()).contains("Failed: the node ended");
    assertThat(err.toString()).contains("IllegalStateException");
  }

  private int run(Callable<Integer> measurement, Duration limit) {
    CommandLine command = new CommandLine(measurement).setErr(new PrintWriter(err, true));
    return new Bounded(limit).run(command, new String[0], new PrintWriter(out, true));
  }

  @Command(name = "endless")
  static final class Endless implements Callable<Integer> {
    private final CountDownLatch cleaned = new CountDownLatch(1);

    @Override
    public Integer call() throws InterruptedException {
      try {
        new CountDownLatch(1).await();
        return 0;
      } finally {
        cleaned.countDown();
      }
    }
  }

  @Command(name = "failing")
  static final class Failing implements Callable<Integer> {
    @Override
    public Integer call() {
      throw new IllegalStateException("the node ended");
    }
  }
}
