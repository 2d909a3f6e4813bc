package io.zeitgeber.participant.step;

/**
 * What a participant needs of their own history before anything else: the records of one device
 * that came between two arrivals, both included, the refused ones left out.
 *
 * @param fromArrival greater than {@code toArrival} where that would be more than is allowed: then
 *     nothing is to be read
 * @param early whether a recording rests, so that what waits is put right before it is due
 */
public record Recall(String device, long fromArrival, long toArrival, boolean early) {

  /** The most records, of all devices, that one recall may go over. */
  public static final long MOST_ARRIVALS = 250_000;

  /** What is due. */
  public Recall(String device, long fromArrival, long toArrival) {
    this(device, fromArrival, toArrival, false);
  }

  /** Whether nothing is to be read. */
  public boolean isEmpty() {
    return fromArrival > toArrival;
  }
}
