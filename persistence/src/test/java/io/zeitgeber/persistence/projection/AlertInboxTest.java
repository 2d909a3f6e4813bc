package io.zeitgeber.persistence.projection;

import static org.assertj.core.api.Assertions.assertThat;

import io.zeitgeber.persistence.database.Postgres;
import io.zeitgeber.persistence.database.Rows;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the table of alerts makes of an alert's row, so that a list can be collapsed by upload. */
final class AlertInboxTest {
  private static final Postgres POSTGRES = Postgres.database(AlertInboxTest.class);

  @Test
  void retrospectiveAlerts_ofOneUpload_shareAKey_andOthersDoNot() {
    raised("a1", "P1", "w", "2026-01-01T02:00:00Z", "2026-01-02T08:00:00Z", false);
    raised("a2", "P1", "w", "2026-01-01T05:00:00Z", "2026-01-02T08:14:00Z", false);
    raised("a3", "P1", "w", "2026-01-01T06:00:00Z", "2026-01-02T08:28:00Z", false);
    raised("later", "P1", "w", "2026-01-01T07:00:00Z", "2026-01-02T08:44:00Z", false);
    raised("phone", "P1", "p", "2026-01-01T02:00:00Z", "2026-01-02T08:00:00Z", false);
    raised("other", "P2", "w", "2026-01-01T02:00:00Z", "2026-01-02T08:00:00Z", false);
    raised("live", "P1", "w", "2026-01-02T08:00:00Z", "2026-01-02T08:00:01Z", true);
    assertThat(upload("a1")).isEqualTo("w@2026-01-02T08:00:00Z");
    assertThat(upload("a2")).isEqualTo(upload("a1"));
    assertThat(upload("a3")).as("each within 15 minutes of the one before").isEqualTo(upload("a1"));
    assertThat(upload("later")).isEqualTo("w@2026-01-02T08:44:00Z");
    assertThat(upload("phone")).isEqualTo("p@2026-01-02T08:00:00Z");
    assertThat(
            Rows.of(
                POSTGRES.service(),
                "select participant, upload from zeitgeber.alert_inbox where alert = 'other'"))
        .containsExactly("P2|w@2026-01-02T08:00:00Z");
    assertThat(upload("live")).isEqualTo("null");
  }

  private static String upload(String alert) {
    List<String> rows =
        Rows.of(
            POSTGRES.service(),
            "select upload from zeitgeber.alert_inbox where alert = '" + alert + "'");
    assertThat(rows).hasSize(1);
    return rows.getFirst();
  }

  private static void raised(
      String alert, String who, String device, String at, String triggered, boolean live) {
    POSTGRES.execute(
        """
        insert into zeitgeber.alerts (alert, lifecycle, study, participant, device, rule, channel,
          event_time, live, arrival, json)
        values ('%1$s', 'raised', 'S1', '%2$s', '%3$s', 'high-heart-rate', 'heart_rate', '%4$s',
          %6$s, 1, '{"alert":"%1$s","triggered_at":"%5$s"}')
        """
            .formatted(alert, who, device, at, triggered, live));
  }
}
