package io.zeitgeber.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class AlertSentenceTest {
  private static final String RAISED =
      """
      {"alert":"0a","lifecycle":"raised","kind":"physiology","study":"S1","participant":"2347167796",
       "device":"fitbit","rule":"high-heart-rate","channel":"heart_rate","unit":"beats/min",
       "statistic":"mean","event_time":"2016-04-12T08:40:40Z","uncertainty_ms":null,
       "value":127.45454545454545,"threshold":120.0,"clear_at":115.0,"window_s":60,"samples":11,
       "timeliness":"live"}""";

  @Test
  void raised_saysWhenWhoAndWhy() throws IOException {
    assertThat(sentence(RAISED))
        .isEqualTo(
            "2016-04-12 08:40:40Z  S1/2347167796  high-heart-rate: mean heart rate over 60 s was"
                + " 127.5 beats/min (personal limit 120, 11 readings)");
  }

  @Test
  void resolved_saysThatItIsOver() throws IOException {
    assertThat(sentence(RAISED.replace("raised", "resolved")))
        .isEqualTo(
            "2016-04-12 08:40:40Z  S1/2347167796  high-heart-rate is over: mean heart rate over 60 s"
                + " was 127.5 beats/min (over at 115)");
  }

  @Test
  void retrospective_saysSo() throws IOException {
    assertThat(sentence(RAISED.replace("\"live\"", "\"retrospective\"")))
        .endsWith("11 readings) [retrospective]");
  }

  @Test
  void unknownLifecycle_isToldByItsNames() throws IOException {
    assertThat(
            sentence(
                """
                {"lifecycle":"acknowledged","study":"S1","participant":"P1","rule":"high-heart-rate",
                 "event_time":"2026-01-05T00:00:00Z","by":"coordinator-7"}"""))
        .isEqualTo("2026-01-05 00:00:00Z  S1/P1  high-heart-rate acknowledged by coordinator-7");
  }

  private static String sentence(String json) throws IOException {
    return AlertSentence.of(Json.parse(json.getBytes(StandardCharsets.UTF_8)));
  }
}
