package io.zeitgeber.simulator.truth;

import io.zeitgeber.simulator.body.Episode;
import io.zeitgeber.simulator.body.Minutes;
import io.zeitgeber.simulator.body.Person;
import io.zeitgeber.simulator.cli.TimeText;
import io.zeitgeber.simulator.device.ClockStep;
import io.zeitgeber.simulator.device.Device;
import io.zeitgeber.simulator.device.Records;
import io.zeitgeber.simulator.device.Signal;
import io.zeitgeber.simulator.device.Witness;
import io.zeitgeber.simulator.record.JsonBytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Takes down the truth of a trial while it is played. */
public final class TruthLog implements Witness {
  private final TruthFiles files;
  private final String study;
  private final List<Device> devices = new ArrayList<>();
  private final List<RuleWalk> rules = new ArrayList<>();
  private final List<SampleTimes[]> times = new ArrayList<>();
  private final List<LivedMinutes> lived = new ArrayList<>();
  private long alerts;

  public TruthLog(TruthFiles files, String study) {
    this.files = files;
    this.study = study;
  }

  /** Somebody takes part; in the order of their indexes. */
  public void person(Person person) {
    JsonBytes json = TruthFiles.of(study, person.id());
    json.field("site").text(person.site().id()).field("zone").text(person.site().zone());
    json.field("high").number(person.high()).field("low").number(person.low());
    files.line(TruthFiles.PARTICIPANTS, json.raw("}"));
    lived.add(new LivedMinutes(files, study, person.id()));
  }

  /** A device takes part; in the order of their indexes. */
  public void device(Device device) {
    Person person = device.person();
    devices.add(device);
    rules.add(
        new RuleWalk(
            study,
            person.id(),
            device.id(),
            person.high(),
            person.low(),
            alert -> {
              alerts++;
              files.alert(alert);
            }));
    times.add(new SampleTimes[Signal.values().length]);
    files.device(
        new TrueDevice(
            study,
            person.id(),
            device.id(),
            device.kind().id(),
            device.regime().id(),
            device.firstErrorMicros()));
  }

  /** An episode begins in somebody's body. */
  public void began(Person person, Episode episode) {
    JsonBytes json = TruthFiles.of(study, person.id()).field("channel").text("heart_rate");
    json.field("kind").text(episode.kind().name().toLowerCase(Locale.ROOT));
    json.field("from").text(TimeText.rfc3339(episode.fromMillis()));
    json.field("until").text(TimeText.rfc3339(episode.untilMillis()));
    json.field("bpm").number(StrictMath.rint(episode.bpm() * 10) / 10);
    json.field("limit").number(episode.limit());
    files.line(TruthFiles.EPISODES, json.raw("}"));
  }

  /** A stretch was lived. */
  public void lived(Person person, Minutes minutes) {
    lived.get(person.index()).add(minutes);
  }

  @Override
  public void sample(Records records, int row) {
    int index = records.device(row);
    Signal signal = records.signal(row);
    if (signal == Signal.HEART_RATE) {
      rules
          .get(index)
          .sample(records.trueMillis(row), records.value(row), records.receivedMillis(row));
    }
    SampleTimes[] ofDevice = times.get(index);
    SampleTimes ofSignal = ofDevice[signal.number()];
    if (ofSignal == null) {
      Device device = devices.get(index);
      ofSignal = new SampleTimes(files, study, device.person().id(), device.id(), signal);
      ofDevice[signal.number()] = ofSignal;
    }
    ofSignal.add(records, row);
  }

  /** How many episodes the rule has found so far. */
  public long alerts() {
    return alerts;
  }

  /** Writes what is left. */
  public void complete() {
    rules.forEach(RuleWalk::end);
    lived.forEach(LivedMinutes::flush);
    for (int i = 0; i < devices.size(); i++) {
      for (SampleTimes ofSignal : times.get(i)) {
        if (ofSignal != null) {
          ofSignal.end();
        }
      }
      steps(devices.get(i));
    }
  }

  private void steps(Device device) {
    for (ClockStep step : device.clockSteps()) {
      JsonBytes json = TruthFiles.of(study, device.person().id());
      json.field("device").text(device.id());
      json.field("at").text(TimeText.rfc3339(step.atMillis()));
      json.field("by_ms").number(step.byMicros() / 1000.0).field("cause").text(step.cause());
      files.line(TruthFiles.CLOCK_STEPS, json.raw("}"));
    }
  }
}
