package io.zeitgeber.service.decode;

import io.zeitgeber.participant.observation.Flaw;
import io.zeitgeber.participant.observation.Refusal;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Turns records into rows of columns, from inside of Kafka's deserializer. One for each thread that
 * reads; the rows of what was polled live until {@link #clear()}, which is called only when every
 * batch made of them is answered.
 *
 * <p>A record's fate is a function of its bytes and of {@link #DECODER_VERSION}, never of what was
 * decoded before. No record makes it throw.
 */
public final class SliceDecoder {

  /** Raised by every change that could give some bytes another fate. */
  public static final int DECODER_VERSION = 1;

  private static final Flaw EMPTY = new Flaw(Refusal.EMPTY_RECORD, "the record has no bytes");

  final Columns columns = new Columns();
  final Sources sources = new Sources();
  final DecodeSettings settings;
  private final Flaw tooLarge;
  private final Prefixes prefixes;
  private final FastScan fast;
  private final StrictParse strict;
  private long parsed;

  // Scratch of Slice: by participant, all zero between two groupings.
  int[] countOf = new int[256];

  public SliceDecoder(DecodeSettings settings) {
    this.settings = settings;
    int most = settings.maxRecordBytes();
    tooLarge = new Flaw(Refusal.TOO_LARGE, "the record has more than " + most + " bytes");
    prefixes = new Prefixes(settings.maxSources());
    fast = new FastScan(columns, prefixes);
    strict = new StrictParse(columns, sources, prefixes, most);
  }

  /** Forgets all rows. Batches made of them stay whole but for their originals. */
  public void clear() {
    columns.clear();
    if (sources.size() > settings.maxSources() || prefixes.full()) {
      sources.clear();
      prefixes.clear();
    }
  }

  /** How many rows there are since the last {@link #clear()}. */
  public int rows() {
    return columns.size;
  }

  /** How many bytes these rows' records have. */
  public int bytes() {
    return columns.start[columns.size];
  }

  /** How many participants are known by now: of these rows, and of some before them. */
  public int participants() {
    return sources.participants();
  }

  /** How many records, ever, were not of the common form that is decoded in place. */
  public long parsed() {
    return parsed;
  }

  /** Decodes one record, from an array or from direct memory, and returns its row. */
  public int decode(ByteBuffer record) {
    int length = record.remaining();
    int row = columns.begin(record);
    if (length == 0) {
      refuse(EMPTY);
    } else if (length > settings.maxRecordBytes()) {
      refuse(tooLarge);
    } else if (!fast.scan(row)) {
      parsed++;
      strict.parse(row);
    }
    return row;
  }

  /** The row of a record without a value: Kafka asks no deserializer about those. */
  public int emptyRow() {
    int row = columns.begin(null);
    refuse(EMPTY);
    return row;
  }

  /** Decodes with the strict parser alone, as the reference for tests and measurements. */
  int decodeStrictly(ByteBuffer record) {
    int row = columns.begin(record);
    strict.parse(row);
    return row;
  }

  private void refuse(@Nullable Flaw flaw) {
    Detail detail = columns.detail();
    detail.clear();
    detail.flaw = flaw;
  }
}
