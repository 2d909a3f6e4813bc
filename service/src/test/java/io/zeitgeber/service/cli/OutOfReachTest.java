package io.zeitgeber.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.zeitgeber.service.node.StartRefused;
import java.sql.SQLException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

final class OutOfReachTest {

  @Test
  void brokenConnection_anywhereBelow_isOutOfReach() {
    assertThat(OutOfReach.isCauseOf(refused(new SQLException("refused", "08001")))).isTrue();
    assertThat(OutOfReach.isCauseOf(refused(new TimeoutException()))).isTrue();
  }

  @Test
  void refusal_isNone() {
    assertThat(OutOfReach.isCauseOf(new StartRefused("retention.ms=1000"))).isFalse();
    assertThat(OutOfReach.isCauseOf(refused(new SQLException("denied", "42501")))).isFalse();
  }

  private static StartRefused refused(Exception cause) {
    return new StartRefused("as things are", new IllegalStateException(cause));
  }
}
