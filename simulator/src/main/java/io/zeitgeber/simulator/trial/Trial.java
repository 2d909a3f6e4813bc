package io.zeitgeber.simulator.trial;

import io.zeitgeber.simulator.body.Episode;
import io.zeitgeber.simulator.body.Life;
import io.zeitgeber.simulator.body.Minutes;
import io.zeitgeber.simulator.body.Person;
import io.zeitgeber.simulator.chance.Dice;
import io.zeitgeber.simulator.device.Device;
import io.zeitgeber.simulator.device.Kind;
import io.zeitgeber.simulator.device.Records;
import io.zeitgeber.simulator.device.Wire;
import io.zeitgeber.simulator.device.Witness;
import io.zeitgeber.simulator.record.Enrolment;
import io.zeitgeber.simulator.record.Malformation;
import io.zeitgeber.simulator.scenario.Regime;
import io.zeitgeber.simulator.scenario.Scenario;
import io.zeitgeber.simulator.truth.TruthLog;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A trial as a scenario has it. Ten minutes at a time: everybody lives, every device measures and
 * uploads what it can, and what has been received by then leaves in order of received time. Nothing
 * measured later can have been received before, so that one pass makes one order, in bounded
 * memory.
 */
public final class Trial {
  private static final long STRETCH_MILLIS = Minutes.LENGTH * Minutes.MINUTE;

  private final Order order;
  private final Scenario scenario;
  private final List<Person> people = new ArrayList<>();
  private final List<Life> lives = new ArrayList<>();
  private final List<List<Device>> devicesOf = new ArrayList<>();
  private final List<Device> devices = new ArrayList<>();
  private final Records out = new Records();
  private final Departures departures = new Departures(out);
  private final byte[][] keys;
  private final @Nullable TruthLog truth;
  private final Counts counts = new Counts();

  /**
   * What is asked for beside the scenario.
   *
   * @param recorded whether the participants' time passes by their records alone
   */
  public record Order(
      String study,
      int participants,
      long seed,
      long fromMillis,
      long untilMillis,
      boolean recorded) {
    /** In whole stretches from a whole minute, the last one cut off at no record. */
    Device.Span span() {
      long from = Math.floorDiv(fromMillis, Minutes.MINUTE) * Minutes.MINUTE;
      return new Device.Span(seed, from, Math.max(untilMillis, from + 1));
    }
  }

  /** Takes the records. */
  public interface Outlet {
    /** Waits until a record is due; whether to go on. */
    boolean due(long receivedMillis);

    void take(int person, byte[] key, long receivedMillis, byte[] value);
  }

  /** What was made, beside the records that are well. */
  public static final class Counts {
    long records;
    long wrongUnits;
    long tachycardias;
    long bradycardias;
    final Map<Malformation, Long> malformed = new EnumMap<>(Malformation.class);
    final Map<String, Long> byChannel = new java.util.TreeMap<>();

    public long records() {
      return records;
    }
  }

  public Trial(Scenario scenario, Order order, @Nullable TruthLog truth) {
    this.scenario = scenario;
    this.order = order;
    this.truth = truth;
    BiConsumer<Person, Episode> began = this::began;
    Device.Span span = order.span();
    for (int index = 0; index < order.participants(); index++) {
      Person person = Person.of(order.seed(), order.participants(), index);
      people.add(person);
      if (truth != null) {
        truth.person(person);
      }
      lives.add(
          new Life(
              order.seed(),
              person,
              scenario.adverse(),
              span.fromMillis() / Minutes.MINUTE,
              span.days(),
              episode -> began.accept(person, episode)));
      devicesOf.add(equip(person, span));
    }
    keys =
        people.stream()
            .map(each -> each.id().getBytes(StandardCharsets.UTF_8))
            .toArray(byte[][]::new);
  }

  private List<Device> equip(Person person, Device.Span span) {
    Dice dice = new Dice(order.seed(), 106, person.index());
    List<Device> equipped = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      boolean has = dice.unit() < kind.share(scenario.devices());
      Regime regime = regime(dice);
      if (has) {
        Witness witness = truth == null ? (_, _) -> {} : truth;
        Device device =
            new Device(devices.size(), kind, regime, person, scenario, span, out, witness);
        devices.add(device);
        equipped.add(device);
        if (truth != null) {
          truth.device(device);
        }
      }
    }
    return equipped;
  }

  private Regime regime(Dice dice) {
    double all = 0;
    for (Scenario.Weighted each : scenario.regimes()) {
      all += each.weight();
    }
    double at = dice.unit() * all;
    for (Scenario.Weighted each : scenario.regimes()) {
      at -= each.weight();
      if (at < 0) {
        return each.regime();
      }
    }
    return scenario.regimes().getLast().regime();
  }

  private void began(Person person, Episode episode) {
    switch (episode.kind()) {
      case TACHYCARDIA -> counts.tachycardias++;
      case BRADYCARDIA -> counts.bradycardias++;
    }
    if (truth != null) {
      truth.began(person, episode);
    }
  }

  List<Person> people() {
    return people;
  }

  List<Device> devices() {
    return devices;
  }

  byte[] key(Person person) {
    return keys[person.index()];
  }

  public Counts counts() {
    return counts;
  }

  /** The enrolment of one person, with every device. */
  Enrolment enrolment(Person person) {
    StringBuilder list = new StringBuilder("[");
    for (Device device : devicesOf.get(person.index())) {
      list.append(list.length() == 1 ? "" : ",");
      list.append("{\"device\":\"").append(device.id());
      list.append("\",\"kind\":\"").append(device.kind().id()).append("\"}");
    }
    String from = Instant.ofEpochMilli(order.fromMillis()).toString().substring(0, 10);
    Enrolment enrolment =
        new Enrolment(order.study(), person.id())
            .with("site", person.site().id())
            .with("zone", person.site().zone())
            .with("from", from)
            .with("status", "active")
            .withJson("devices", list.append("]").toString());
    String thresholds = person.thresholds();
    if (thresholds != null) {
      enrolment.withJson("thresholds", thresholds);
    }
    String why = "scenario " + scenario.name() + ", seed " + order.seed();
    return enrolment.by("simulate", why).recorded(order.recorded());
  }

  /** Plays it to its end, or until the outlet has had enough; whether it came to its end. */
  public boolean play(Outlet outlet) {
    Wire wire = new Wire(order.study(), devices);
    Device.Span span = order.span();
    for (long from = span.fromMillis(); from < span.untilMillis(); from += STRETCH_MILLIS) {
      for (int index = 0; index < lives.size(); index++) {
        Minutes minutes = lives.get(index).live();
        for (Device device : devicesOf.get(index)) {
          device.live(minutes);
        }
        if (truth != null) {
          truth.lived(people.get(index), minutes);
        }
      }
      if (!send(wire, from + STRETCH_MILLIS, outlet)) {
        return false;
      }
    }
    devices.forEach(device -> device.end(span.untilMillis()));
    return send(wire, Long.MAX_VALUE, outlet);
  }

  private boolean send(Wire wire, long beforeMillis, Outlet outlet) {
    return departures.until(
        beforeMillis,
        row -> {
          long received = out.receivedMillis(row);
          if (!outlet.due(received)) {
            return false;
          }
          int person = devices.get(out.device(row)).person().index();
          count(row);
          outlet.take(person, keys[person], received, wire.bytes(out, row));
          return true;
        });
  }

  private void count(int row) {
    counts.records++;
    if (Wire.malformed(out, row)) {
      counts.malformed.merge(Wire.malformation(out, row), 1L, Long::sum);
      return;
    }
    counts.byChannel.merge(out.signal(row).channel(), 1L, Long::sum);
    if (Wire.wrongUnit(out, row)) {
      counts.wrongUnits++;
    }
  }
}
