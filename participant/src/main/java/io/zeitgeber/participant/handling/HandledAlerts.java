package io.zeitgeber.participant.handling;

import io.zeitgeber.participant.canonical.CanonicalReader;
import io.zeitgeber.participant.canonical.CanonicalWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * The alerts that people have done something about, the newest last. Immutable. At most {@value
 * #MOST}: beyond, the one that was handled longest ago goes, those that are no longer open first.
 * What is forgotten may be done again; every fact of it is in the journal.
 */
public final class HandledAlerts {
  static final int MOST = 64;

  /** Nothing was done about any. */
  public static final HandledAlerts NONE = new HandledAlerts(List.of());

  private final List<Handled> alerts;

  private HandledAlerts(List<Handled> alerts) {
    this.alerts = alerts;
  }

  public boolean isEmpty() {
    return alerts.isEmpty();
  }

  /** What was done about an alert so far. */
  public Handled of(String alert) {
    for (Handled each : alerts) {
      if (each.alert().equals(alert)) {
        return each;
      }
    }
    return Handled.not(alert);
  }

  /**
   * After something more was done.
   *
   * @param open whether an alert of that id is
   */
  public HandledAlerts after(Handling handling, Predicate<String> open) {
    Handled now = of(handling.alert().alert()).after(handling);
    List<Handled> after = new ArrayList<>(alerts);
    after.removeIf(each -> each.alert().equals(now.alert()));
    after.add(now);
    if (after.size() > MOST) {
      int at = 0;
      while (at < after.size() - 1 && open.test(after.get(at).alert())) {
        at++;
      }
      after.remove(at == after.size() - 1 ? 0 : at);
    }
    return new HandledAlerts(List.copyOf(after));
  }

  public void write(CanonicalWriter to) {
    to.number(alerts.size());
    alerts.forEach(each -> each.write(to));
  }

  public static HandledAlerts read(CanonicalReader from) {
    List<Handled> alerts = new ArrayList<>();
    for (int left = from.count(); left > 0; left--) {
      alerts.add(Handled.read(from));
    }
    return new HandledAlerts(List.copyOf(alerts));
  }
}
