package io.zeitgeber.participant.absence;

import io.zeitgeber.participant.canonical.CanonicalReader;
import io.zeitgeber.participant.canonical.CanonicalWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered about the data that a participant does not send. Immutable from the outside:
 * {@link AbsenceRun} works on a copy. Bounded by the devices and channels of a participant.
 */
public final class Absences {

  /** Nothing was received yet. */
  public static final Absences NONE =
      new Absences(Long.MIN_VALUE, Long.MIN_VALUE, null, List.of(), List.of());

  /** Greatest received time so far; {@link Long#MIN_VALUE} before any. */
  final long receivedMicros;

  /** Since when the participant is watched, after a pause; {@link Long#MIN_VALUE}: always was. */
  final long watchedFromMicros;

  /** The deadline that the keeper of deadlines was told; null for none. */
  final @Nullable Long announcedMicros;

  private final List<ChannelWatch> channels;
  private final List<Open> open;

  Absences(
      long receivedMicros,
      long watchedFromMicros,
      @Nullable Long announcedMicros,
      List<ChannelWatch> channels,
      List<Open> open) {
    this.receivedMicros = receivedMicros;
    this.watchedFromMicros = watchedFromMicros;
    this.announcedMicros = announcedMicros;
    this.channels = channels;
    this.open = open;
  }

  /** Greatest received time of an observation so far; null before any. */
  public @Nullable Long lastReceivedMicros() {
    return receivedMicros == Long.MIN_VALUE ? null : receivedMicros;
  }

  /** The findings that are open, in the order in which they were raised. */
  public List<Open> open() {
    return open;
  }

  /**
   * When the participant is to be looked at again at the latest, in received time; null where
   * nothing is waited for. A tick before it would change nothing.
   */
  public @Nullable Long deadlineMicros() {
    return announcedMicros;
  }

  /** Copies, to be worked on. */
  List<ChannelWatch> channels() {
    List<ChannelWatch> copies = new ArrayList<>(channels.size() + 1);
    channels.forEach(channel -> copies.add(channel.copy()));
    return copies;
  }

  public void write(CanonicalWriter to) {
    to.fixed(receivedMicros).fixed(watchedFromMicros).optionalNumber(announcedMicros);
    to.number(channels.size());
    channels.forEach(channel -> channel.write(to));
    to.number(open.size());
    open.forEach(each -> each.write(to));
  }

  public static Absences read(CanonicalReader from) {
    long received = from.fixed();
    long watchedFrom = from.fixed();
    Long announced = from.optionalNumber();
    List<ChannelWatch> channels = new ArrayList<>();
    for (int left = from.count(); left > 0; left--) {
      channels.add(ChannelWatch.read(from));
    }
    List<Open> open = new ArrayList<>();
    for (int left = from.count(); left > 0; left--) {
      open.add(Open.read(from));
    }
    return new Absences(received, watchedFrom, announced, List.copyOf(channels), List.copyOf(open));
  }
}
