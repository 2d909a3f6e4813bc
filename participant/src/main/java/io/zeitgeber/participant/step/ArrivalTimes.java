package io.zeitgeber.participant.step;

import io.zeitgeber.participant.clock.ClockState;
import io.zeitgeber.participant.observation.Batch;
import io.zeitgeber.participant.observation.Extra;
import io.zeitgeber.participant.observation.Source;
import io.zeitgeber.participant.protocol.Channel;
import org.jspecify.annotations.Nullable;

/**
 * When the samples of one device happened, as far as was known when each arrived: goes through a
 * batch as the step did. For those who explain what the step decided.
 */
public final class ArrivalTimes {
  private final Participant before;
  private final Batch batch;
  private final String device;
  private final EventTime time;

  /**
   * Before the first record.
   *
   * @param before the participant when the batch was taken
   */
  public ArrivalTimes(Participant before, Batch batch, String device) {
    this.before = before;
    this.batch = batch;
    this.device = device;
    ClockState clock = ClockState.NONE;
    for (DeviceState state : before.deviceStates()) {
      clock = state.device().equals(device) ? state.clock() : clock;
    }
    time = EventTime.lookingBack(clock, before.clock(device, batch.receivedIsDevice()));
  }

  /**
   * Goes on with the next record that was taken and not refused; those of other devices change
   * nothing.
   *
   * @param arrival its ordinal among the participant's arrivals
   */
  public void take(int row, long arrival) {
    int at = batch.sourceOf()[row];
    @Nullable Extra[] extras = batch.extras();
    Extra extra = extras == null ? null : extras[row];
    if (at < 0 || (extra != null && extra.withdrawn())) {
      return;
    }
    Source source = batch.sources().get(at);
    Channel channel = before.protocol().channels().get(source.channel());
    if (source.device().equals(device) && channel != null) {
      time.observe(batch, row, channel, batch.receivedMicros()[row], arrival);
    }
  }

  /** Of an instant of the record that was just taken. */
  public long eventMicros(int row, long deviceMicros) {
    return time.of(deviceMicros, batch.receivedMicros()[row]);
  }

  /**
   * Half the width of the interval around {@link #eventMicros}; negative where no model has spoken.
   */
  public long uncertaintyMicros(long deviceMicros) {
    return time.uncertainty(deviceMicros);
  }

  /** The clock, as known with the record that was just taken. */
  public ClockThen clock() {
    return time.then();
  }
}
