package io.zeitgeber.bench.job;

/** One heart-rate record; mutable, so that an engine that reuses objects may fill it again. */
public final class HeartRate {
  /** {@code PARTICIPANT/DEVICE}: what the job is kept for. */
  public String source = "";

  /** Device time, milliseconds since the epoch, UTC. */
  public long timeMillis;

  /** Beats a minute. */
  public double value;

  /** Takes over what another says. */
  public void set(HeartRate other) {
    source = other.source;
    timeMillis = other.timeMillis;
    value = other.value;
  }

  /** The participant of a {@link #source}. */
  public static String participant(String source) {
    return source.substring(0, source.indexOf('/'));
  }
}
