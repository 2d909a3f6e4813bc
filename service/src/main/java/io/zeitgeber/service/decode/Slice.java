package io.zeitgeber.service.decode;

import io.zeitgeber.participant.observation.Flaw;
import io.zeitgeber.participant.observation.Originals;
import io.zeitgeber.participant.observation.Refusal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Consecutive records of one partition, added in offset order, and then shared out by participant.
 * Belongs to the thread of its decoder.
 */
public final class Slice {
  private static final long DAY_MICROS = 86_400_000_000L;
  private static final Flaw IN_FUTURE =
      new Flaw(
          Refusal.RECEIVED_IN_FUTURE,
          "stamped more than a day ahead of the partition and of the poll");

  private final SliceDecoder decoder;
  private final Place place;
  private final List<Quarantined> quarantined = new ArrayList<>(0);
  private int[] rows = new int[256];
  private long[] offsets = new long[256];
  private long[] receivedMicros = new long[256];
  private int size;
  private int records;
  private long maxReceivedMicros;
  private long polledMicros;

  /**
   * @param maxReceivedMicros the greatest received time that the partition has brought so far;
   *     {@link Long#MIN_VALUE} for none
   * @param polledMicros the stamp of the poll
   */
  public Slice(SliceDecoder decoder, Place place, long maxReceivedMicros, long polledMicros) {
    this.decoder = decoder;
    this.place = place;
    this.maxReceivedMicros = maxReceivedMicros;
    this.polledMicros = polledMicros;
  }

  /** The records added from here on come from a later poll. */
  public void polled(long micros) {
    polledMicros = micros;
  }

  /** Adds a record: its row in the decoder, its offset (greater than any before), its stamp. */
  public void add(int row, long offset, long received) {
    Columns columns = decoder.columns;
    records++;
    boolean future = received - DAY_MICROS > Math.max(maxReceivedMicros, polledMicros);
    if (columns.source[row] < 0) {
      quarantine(columns, row, offset, received);
    } else {
      if (size == rows.length) {
        grow();
      }
      rows[size] = row;
      offsets[size] = offset;
      receivedMicros[size] = received;
      size++;
      if (future) {
        columns.flawed(row, IN_FUTURE);
      }
    }
    maxReceivedMicros = future ? maxReceivedMicros : Math.max(maxReceivedMicros, received);
  }

  /** How many records were added: those in {@link #shares()} and the quarantined ones. */
  public int records() {
    return records;
  }

  /** The greatest received time of the partition, this slice's included. */
  public long maxReceivedMicros() {
    return maxReceivedMicros;
  }

  /** The records that no participant can be found for, in offset order. */
  public List<Quarantined> quarantined() {
    return List.copyOf(quarantined);
  }

  /**
   * The records by participant, in the order in which the participants first appear, each
   * participant's in offset order.
   */
  public List<Share> shares() {
    if (size == 0) {
      return List.of();
    }
    int[] order = byParticipant();
    Originals originals = new KeptOriginals(decoder.columns, offsets, rows, size);
    Parts parts = new Parts(decoder, place, originals);
    List<Share> shares = new ArrayList<>();
    for (int from = 0; from < size; ) {
      int participant = participantOf(order[from]);
      int to = from + 1;
      while (to < size && participantOf(order[to]) == participant) {
        to++;
      }
      if (!parts.addPlain(order, from, to, rows, offsets, receivedMicros)) {
        for (int i = from; i < to; i++) {
          parts.add(rows[order[i]], offsets[order[i]], receivedMicros[order[i]]);
        }
      }
      shares.add(
          new Share(
              decoder.sources.study(participant),
              decoder.sources.participant(participant),
              parts.take()));
      from = to;
    }
    return shares;
  }

  private int participantOf(int at) {
    return decoder.sources.participantOf(decoder.columns.source[rows[at]]);
  }

  /** Counting sort: positions grouped by participant, stable. Costs what the slice has, no more. */
  private int[] byParticipant() {
    if (decoder.countOf.length < decoder.sources.participants()) {
      decoder.countOf = new int[decoder.sources.participants() * 2];
    }
    int[] count = decoder.countOf;
    int[] firsts = new int[64];
    int people = 0;
    for (int at = 0; at < size; at++) {
      int participant = participantOf(at);
      if (count[participant]++ == 0) {
        firsts = people == firsts.length ? Arrays.copyOf(firsts, people * 2) : firsts;
        firsts[people++] = participant;
      }
    }
    int begin = 0;
    for (int i = 0; i < people; i++) {
      int many = count[firsts[i]];
      count[firsts[i]] = begin;
      begin += many;
    }
    int[] order = new int[size];
    for (int at = 0; at < size; at++) {
      order[count[participantOf(at)]++] = at;
    }
    for (int i = 0; i < people; i++) {
      count[firsts[i]] = 0;
    }
    return order;
  }

  private void quarantine(Columns columns, int row, long offset, long received) {
    Detail detail = columns.detailOf(row);
    Flaw flaw = detail == null ? null : detail.flaw;
    if (detail == null || flaw == null) {
      throw new IllegalStateException("Row " + row + " has neither a source nor a reason");
    }
    quarantined.add(
        new Quarantined(
            offset, received, flaw, detail.study, detail.participant, columns.bytesOf(row)));
  }

  private void grow() {
    rows = Arrays.copyOf(rows, size * 2);
    offsets = Arrays.copyOf(offsets, size * 2);
    receivedMicros = Arrays.copyOf(receivedMicros, size * 2);
  }
}
