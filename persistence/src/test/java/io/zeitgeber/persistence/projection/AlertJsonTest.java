package io.zeitgeber.persistence.projection;

import static org.assertj.core.api.Assertions.assertThat;

import io.zeitgeber.participant.handling.Action;
import io.zeitgeber.participant.handling.Subject;
import io.zeitgeber.participant.rule.Alert;
import io.zeitgeber.participant.step.Fact;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class AlertJsonTest {
  private static final String RAISED =
      """
      {"alert":"00112233445566778899aabbccddeeff","lifecycle":"raised","kind":"physiology",\
      "study":"S1","site":"DE-01","participant":"P001","device":"watch-1","rule":"high-heart-rate",\
      "channel":"heart_rate","unit":"beats/min","statistic":"mean",\
      "event_time":"2016-04-12T08:40:40Z","uncertainty_ms":null,"value":127.45454545454545,\
      "threshold":120.0,"clear_at":115.0,"window_s":60,"samples":11,\
      "first_sample":"2016-04-12T08:39:45Z","last_sample":"2016-04-12T08:40:39.500Z",\
      "timeliness":"live","triggered_at":"2016-04-12T08:40:45Z","protocol":"default@1",\
      "arrival":4711,"origins":[{"topic":"observations","partition":3,"first":100,"last":131,\
      "records":11}]}\
      """;

  private static final long EVENT = 1_460_450_440_000_000L;

  @Test
  void raisedAlert_isTheRecordOfTheContract() {
    assertThat(AlertJson.of("S1", "P001", new Fact.AlertRaised(alert("DE-01")))).isEqualTo(RAISED);
  }

  @Test
  void resolvedAlert_hasWhenItWasRaised() {
    assertThat(
            AlertJson.of("S1", "P001", new Fact.AlertResolved(alert("DE-01"), EVENT - 60_000_000)))
        .isEqualTo(
            RAISED
                .replace("\"raised\"", "\"resolved\"")
                .replace(
                    "\"uncertainty_ms\"",
                    "\"raised_at\":\"2016-04-12T08:39:40Z\",\"uncertainty_ms\""));
  }

  @Test
  void unknownSite_isAbsent() {
    assertThat(AlertJson.of("S1", "P001", new Fact.AlertRaised(alert(null))))
        .doesNotContain("site");
  }

  @Test
  void handledAlert_saysWhoWhenAndWhy_andHasNoValue() {
    Subject subject =
        new Subject(
            "00112233445566778899aabbccddeeff",
            Subject.Kind.PHYSIOLOGY,
            "DE-01",
            "watch-1",
            "high-heart-rate",
            "heart_rate",
            EVENT);
    Fact.AlertHandled handled =
        new Fact.AlertHandled(
            Action.SNOOZED,
            subject,
            "c-7",
            null,
            "grpc",
            "asleep",
            EVENT + 3_600_000_000L,
            null,
            EVENT + 60_000_000);
    assertThat(AlertJson.of("S1", "P001", handled))
        .isEqualTo(
            "{\"alert\":\"00112233445566778899aabbccddeeff\",\"lifecycle\":\"snoozed\","
                + "\"kind\":\"physiology\",\"study\":\"S1\",\"site\":\"DE-01\","
                + "\"participant\":\"P001\",\"device\":\"watch-1\",\"rule\":\"high-heart-rate\","
                + "\"channel\":\"heart_rate\",\"event_time\":\"2016-04-12T08:40:40Z\","
                + "\"by\":\"c-7\",\"authenticated\":false,\"way\":\"grpc\",\"note\":\"asleep\","
                + "\"until\":\"2016-04-12T09:40:40Z\",\"at\":\"2016-04-12T08:41:40Z\"}");
  }

  private static Alert alert(@Nullable String site) {
    return new Alert(
        "00112233445566778899aabbccddeeff",
        site,
        "watch-1",
        "high-heart-rate",
        "heart_rate",
        "beats/min",
        EVENT,
        127.45454545454545,
        120,
        115,
        60_000_000,
        11,
        EVENT - 55_000_000,
        EVENT - 500_000,
        true,
        EVENT + 5_000_000,
        4711,
        "default@1",
        List.of(new Alert.Evidence(new UUID(1, 2), "observations", 3, 100, 131, 11)));
  }
}
