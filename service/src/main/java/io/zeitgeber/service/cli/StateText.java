package io.zeitgeber.service.cli;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
import io.zeitgeber.service.query.v1.Alert;
import io.zeitgeber.service.query.v1.AlertHandling;
import io.zeitgeber.service.query.v1.AlertStanding;
import io.zeitgeber.service.query.v1.AlertState;
import io.zeitgeber.service.query.v1.ChannelState;
import io.zeitgeber.service.query.v1.ClockConfidence;
import io.zeitgeber.service.query.v1.DeviceState;
import io.zeitgeber.service.query.v1.ParticipantState;
import io.zeitgeber.service.query.v1.ParticipantSummary;
import io.zeitgeber.service.query.v1.Threshold;
import io.zeitgeber.service.query.v1.TimelineEntry;
import io.zeitgeber.service.query.v1.Window;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.util.Locale;

/** What was answered, for people. */
final class StateText {
  private StateText() {}

  static void print(ParticipantState it, PrintWriter out) {
    String who = it.getId().getStudy() + "/" + it.getId().getParticipant();
    if (it.hasHalted()) {
      out.println(who + "  HALTED: " + it.getHalted());
      return;
    }
    out.printf(
        Locale.ROOT,
        "%s  %s%s, protocol %s, %,d records, last received %s%n",
        who,
        it.getStatus(),
        it.hasSite() ? ", site " + it.getSite() : "",
        it.getProtocol(),
        it.getArrivals(),
        it.hasLastReceived() ? time(it.getLastReceived()) : "never");
    out.printf(
        Locale.ROOT, "  entry %d of its history, chain %s%n", it.getSequence(), it.getChainHead());
    if (it.getChannelsCount() > 0) {
      out.printf(
          Locale.ROOT,
          "  %-20s %-16s %-20s %-27s %-27s%n",
          "channel",
          "device",
          "latest",
          "delivered up to",
          "final up to");
    }
    it.getChannelsList().forEach(channel -> print(channel, out));
    it.getDevicesList().forEach(device -> print(device, out));
    if (it.hasWear()) {
      out.println(
          "  wear: "
              + (it.getWear().equals("unknown") ? "not synced yet" : it.getWear().replace('_', ' '))
              + ", known up to "
              + time(it.getWearThrough()));
    }
    it.getThresholdsList().forEach(threshold -> print(threshold, out));
    if (it.getOpenAlertsCount() == 0) {
      out.println("  no open alert");
    }
    it.getOpenAlertsList().forEach(alert -> out.println("  OPEN " + alert.getSentence()));
    it.getHandledAlertsList().stream()
        .filter(AlertHandling::hasAcknowledgedBy)
        .forEach(
            each -> out.println("  seen by " + each.getAcknowledgedBy() + ": " + each.getAlert()));
  }

  private static void print(ChannelState it, PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "  %-20s %-16s %-20s %-27s %-27s%s%n",
        it.getChannel(),
        it.getDevice(),
        it.hasLatestCode()
            ? it.getLatestCode()
            : it.hasLatestValue()
                ? String.format(Locale.ROOT, "%.1f %s", it.getLatestValue(), it.getUnit())
                : "-",
        time(it.getFront()),
        it.hasFinalThrough() ? time(it.getFinalThrough()) : "-",
        it.hasSilentSince() ? "  SILENT since " + time(it.getSilentSince()) : "");
  }

  private static void print(DeviceState it, PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "  clock of %s: %s%s%s%n",
        it.getDevice(),
        clock(it.getClock()),
        it.hasOffset() ? ", set right by " + seconds(it.getOffset()) : "",
        it.hasUncertainty() ? " ± " + seconds(it.getUncertainty()) : "");
  }

  /** In the words of the page. */
  private static String clock(ClockConfidence confidence) {
    return switch (confidence) {
      case CLOCK_CONFIDENCE_GOOD -> "good";
      case CLOCK_CONFIDENCE_COARSE -> "coarse, known within seconds";
      case CLOCK_CONFIDENCE_SUSPECT -> "suspect, waiting for more data";
      case CLOCK_CONFIDENCE_NONE, CLOCK_CONFIDENCE_UNSPECIFIED, UNRECOGNIZED ->
          "unknown, its own time stands";
    };
  }

  private static String seconds(Duration length) {
    return String.format(Locale.ROOT, "%.3f s", Durations.toMicros(length) / 1e6);
  }

  private static void print(Threshold it, PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "  limits of %s: low %s%s, high %s%s %s%n",
        it.getChannel().replace('_', ' '),
        number(it.getLow()),
        it.getPersonalLow() ? " (personal)" : "",
        number(it.getHigh()),
        it.getPersonalHigh() ? " (personal)" : "",
        it.getUnit());
  }

  static void print(AlertStanding it, PrintWriter out) {
    Alert raised = it.getRaised();
    StringBuilder more = new StringBuilder();
    if (it.hasAcknowledgedBy()) {
      more.append("; seen by ").append(it.getAcknowledgedBy());
    }
    if (it.getState() == AlertState.ALERT_STATE_SNOOZED) {
      more.append("; until ").append(time(it.getSnoozedUntil()));
    }
    if (it.hasAssignee()) {
      more.append("; of ").append(it.getAssignee());
    }
    if (it.hasNoDataSince()) {
      more.append("; no data since ").append(time(it.getNoDataSince()));
    }
    if (it.hasPredecessor()) {
      more.append("; came back after ").append(it.getPredecessor());
    }
    if (it.hasNote()) {
      more.append("; \"").append(it.getNote()).append('"');
    }
    out.printf(
        Locale.ROOT,
        "%-12s %-16s %-32s %s%s%n",
        it.getState().name().substring("ALERT_STATE_".length()).toLowerCase(Locale.ROOT),
        raised.getParticipant(),
        raised.getAlert(),
        raised.getSentence(),
        more);
  }

  static void print(Alert it, PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "%-27s %-10s %-32s %s%n",
        time(it.getEventTime()),
        it.getLifecycle(),
        it.getAlert(),
        it.getSentence());
  }

  static void print(Window it, PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "%-20s %6d s  %-20s %-16s n %-6d %s%n",
        time(it.getStart()),
        it.getSize().getSeconds(),
        it.getChannel(),
        it.getDevice(),
        it.getCount(),
        amount(it));
  }

  private static String amount(Window it) {
    if (it.hasMean()) {
      return "mean %s, %s to %s %s"
          .formatted(
              String.format(Locale.ROOT, "%.2f", it.getMean()),
              number(it.getMin()),
              number(it.getMax()),
              it.getUnit());
    }
    return it.hasSum()
        ? "sum " + number(it.getSum()) + " " + it.getUnit()
        : it.getCodesMap().toString();
  }

  static void print(TimelineEntry it, PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "%-27s %-27s %-20s %-16s %s%s%n",
        time(it.getStart()),
        time(it.getEnd()),
        it.getChannel(),
        it.getDevice(),
        it.hasCode()
            ? it.getCode()
            : it.hasValue() ? number(it.getValue()) + " " + it.getUnit() : "",
        it.getChosen() ? "" : "  (not chosen)");
  }

  static void print(ParticipantSummary it, PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "%-20s %-10s %-10s %-27s %s%s%n",
        it.getId().getParticipant(),
        it.hasSite() ? it.getSite() : "-",
        it.getStatus(),
        it.hasLastData() ? time(it.getLastData()) : "never",
        openAlerts(it.getOpenAlerts()),
        it.hasBatteryPercent()
            ? String.format(Locale.ROOT, ", battery %.0f %%", it.getBatteryPercent())
            : "");
  }

  private static String openAlerts(int open) {
    return open == 0 ? "no open alert" : open + (open == 1 ? " open alert" : " open alerts");
  }

  static String time(Timestamp time) {
    return Timestamps.toString(time);
  }

  private static String number(double number) {
    return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
  }
}
