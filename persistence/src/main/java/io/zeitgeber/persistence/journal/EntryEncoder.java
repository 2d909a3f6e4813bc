package io.zeitgeber.persistence.journal;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.UnsafeByteOperations;
import io.zeitgeber.participant.step.Custody;
import io.zeitgeber.participant.step.Fact;
import io.zeitgeber.participant.step.Input;
import io.zeitgeber.persistence.column.ByteSink;
import io.zeitgeber.persistence.column.ColumnWriter;
import io.zeitgeber.persistence.journal.v1.Body;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The working memory of one thread that encodes entries: sinks that are used again and a
 * compression context, which costs more to make than an entry to compress.
 */
final class EntryEncoder {
  /** Shorter bodies gain nothing: measured here, the frame costs what it saves. */
  private static final int COMPRESS_FROM = 256;

  /**
   * Below it a body that is packed columns for the most part is left as it is: of entries of 64 and
   * 256 heart rates not a byte was saved, for up to 70 ns a sample ({@code bench kernels}); of
   * those of 512 it is a fiftieth.
   */
  private static final int COMPRESS_PACKED_FROM = 1024;

  private static final int COMPRESSION_LEVEL = 1;

  private final ByteSink out = new ByteSink();
  private final ColumnWriter columns = ColumnWriter.coding(out);
  private final BatchColumns batches = new BatchColumns(out, columns);
  private final ZstdCompressCtx compression = new ZstdCompressCtx();
  private byte[] body = new byte[1 << 12];
  private byte[] compressed = new byte[1 << 12];
  private int bodyLength;
  private int compressedLength;

  EntryEncoder() {
    compression.setLevel(COMPRESSION_LEVEL);
    compression.setContentSize(false);
    compression.setChecksum(false);
  }

  /** Encodes the body; it is then found in {@link #stored()} until the next one. */
  void body(Input input, List<Fact> facts, @Nullable RecordsTaken records) {
    Body.Builder proto = Body.newBuilder();
    int packed = 0;
    switch (input) {
      case Input.Observed(var batch) -> {
        out.clear();
        batches.write(batch);
        packed = out.size();
        proto.setBatch(UnsafeByteOperations.unsafeWrap(out.array(), 0, out.size()));
      }
      case Input.Enrol(var enrolment) -> proto.setEnrolment(EnrolmentProto.of(enrolment));
      case Input.Activate activate -> proto.setActivation(InputProtos.of(activate));
      case Input.Tick tick -> proto.setTick(InputProtos.of(tick));
      case Input.Recalled recalled -> proto.setRecalled(InputProtos.of(recalled));
      case Input.Readmitted readmitted ->
          proto.setReadmitted(InputProtos.of(readmitted, out, batches));
      case Input.Handle(var handling) -> proto.setHandling(HandlingProto.of(handling));
      case Custody custody -> CustodyProtos.write(custody, proto);
    }
    FactProtos.write(facts, proto, records);
    proto.addAllOriginals(KeptOriginals.refused(input, records));
    write(proto.build());
    compress(packed);
  }

  private void write(Body proto) {
    bodyLength = proto.getSerializedSize();
    body = room(body, bodyLength);
    try {
      CodedOutputStream bytes = CodedOutputStream.newInstance(body, 0, bodyLength);
      proto.writeTo(bytes);
      bytes.checkNoSpaceLeft();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private void compress(int packed) {
    compressedLength = 0;
    boolean mostlyPacked = packed > bodyLength / 2;
    if (bodyLength >= (mostlyPacked ? COMPRESS_PACKED_FROM : COMPRESS_FROM)) {
      compressed = room(compressed, Math.toIntExact(Zstd.compressBound(bodyLength)));
      int length =
          compression.compressByteArray(compressed, 0, compressed.length, body, 0, bodyLength);
      compressedLength = length < bodyLength ? length : 0;
    }
  }

  boolean isCompressed() {
    return compressedLength > 0;
  }

  /** Length of the body before compression. */
  int bodyLength() {
    return bodyLength;
  }

  /** The body as it is stored, in [0, {@link #storedLength()}). */
  byte[] stored() {
    return isCompressed() ? compressed : body;
  }

  int storedLength() {
    return isCompressed() ? compressedLength : bodyLength;
  }

  io.zeitgeber.persistence.journal.v1.Records records(RecordsTaken records) {
    return RecordsProto.of(records, out, columns);
  }

  private static byte[] room(byte[] array, int length) {
    return array.length >= length ? array : new byte[Math.max(length, array.length * 2)];
  }
}
