package io.zeitgeber.persistence.journal;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import com.google.protobuf.CodedInputStream;
import io.zeitgeber.participant.observation.Originals;
import io.zeitgeber.participant.protocol.Protocol;
import io.zeitgeber.participant.step.Fact;
import io.zeitgeber.participant.step.Input;
import io.zeitgeber.persistence.column.Unreadable;
import io.zeitgeber.persistence.journal.v1.Body;
import io.zeitgeber.persistence.journal.v1.Compression;
import io.zeitgeber.persistence.journal.v1.Header;
import io.zeitgeber.persistence.key.DataKey;
import io.zeitgeber.persistence.key.Keys;
import io.zeitgeber.persistence.key.NotSealedByThis;
import io.zeitgeber.persistence.key.Seals;
import java.io.IOException;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads one payload, each part when it is asked for; the body is opened once. */
final class EntryDecoder {
  /** No body is larger: a batch has at most a few hundred kilobytes, an original a megabyte. */
  private static final int MAX_BODY_BYTES = 256 << 20;

  /** Making one takes ten times as long as decompressing an entry with it. */
  private static final ThreadLocal<ZstdDecompressCtx> DECOMPRESSION =
      ThreadLocal.withInitial(ZstdDecompressCtx::new);

  private final byte[] payload;
  private final Keys keys;
  private final Header proto;
  private final EntryHeader header;
  private final int bodyFrom;
  private @Nullable Body body;

  EntryDecoder(byte[] payload, Keys keys) {
    this.payload = payload;
    this.keys = keys;
    Header read = Header.getDefaultInstance();
    try {
      CodedInputStream in = CodedInputStream.newInstance(payload);
      int length = in.readRawVarint32();
      int limit = in.pushLimit(length);
      read = Header.parseFrom(in);
      in.popLimit(limit);
      this.bodyFrom = in.getTotalBytesRead();
      this.proto = read;
      this.header = header(read);
    } catch (IOException | Unreadable malformed) {
      throw corrupt(read, "its header can't be read: " + malformed.getMessage(), malformed);
    }
  }

  private static EntryHeader header(Header proto) {
    if (proto.getFormat() < EntryCodec.FIRST_FORMAT || proto.getFormat() > EntryCodec.FORMAT) {
      throw new Unreadable("format " + proto.getFormat());
    }
    return new EntryHeader(
        proto.getStudy(),
        proto.getParticipant(),
        proto.getSequence(),
        proto.getRules(),
        Protos.digest(proto.getProtocol()),
        switch (proto.getKind()) {
          case KIND_OBSERVED -> EntryHeader.Kind.OBSERVED;
          case KIND_ENROL -> EntryHeader.Kind.ENROL;
          case KIND_ACTIVATE -> EntryHeader.Kind.ACTIVATE;
          case KIND_TICK -> EntryHeader.Kind.TICK;
          case KIND_RECALLED -> EntryHeader.Kind.RECALLED;
          case KIND_READMITTED -> EntryHeader.Kind.READMITTED;
          case KIND_CHECKPOINT -> EntryHeader.Kind.CHECKPOINT;
          case KIND_ERASE -> EntryHeader.Kind.ERASE;
          case KIND_DECLINED -> EntryHeader.Kind.DECLINED;
          case KIND_HANDLED -> EntryHeader.Kind.HANDLED;
          case KIND_UNSPECIFIED, UNRECOGNIZED ->
              throw new Unreadable("kind " + proto.getKindValue());
        },
        proto.hasRecords() ? RecordsProto.of(proto.getRecords()) : null,
        proto.getCode(),
        proto.getOutbound(),
        switch (proto.getSeal()) {
          case SEAL_NONE -> EntryHeader.Seal.NONE;
          case SEAL_AES_256_GCM -> EntryHeader.Seal.PARTICIPANT;
          case SEAL_AES_256_GCM_INSTANCE -> EntryHeader.Seal.INSTANCE;
          case UNRECOGNIZED -> throw new Unreadable("sealed by algorithm " + proto.getSealValue());
        });
  }

  EntryHeader header() {
    return header;
  }

  List<Fact> facts() {
    return reading("its facts", body -> FactReader.read(body, header.records()));
  }

  /** Bytes of the records that were refused. */
  Originals originals() {
    return reading("its originals", body -> KeptOriginals.of(body.getOriginalsList()));
  }

  Input input(Function<String, Protocol> protocols, History history) {
    return reading("its input", body -> input(body, protocols, history));
  }

  private Input input(Body body, Function<String, Protocol> protocols, History history) {
    Originals originals = KeptOriginals.of(body.getOriginalsList());
    return switch (body.getInputCase()) {
      case BATCH -> InputProtos.batch(body.getBatch(), header.records(), originals);
      case ENROLMENT -> InputProtos.enrolment(body.getEnrolment(), originals);
      case ACTIVATION -> InputProtos.activation(body.getActivation(), protocols);
      case TICK -> InputProtos.tick(body.getTick());
      case RECALLED -> InputProtos.recalled(body.getRecalled(), header, history);
      case READMITTED -> InputProtos.readmitted(body.getReadmitted(), header.records(), originals);
      case CHECKPOINT -> CustodyProtos.of(body.getCheckpoint(), protocols);
      case ERASE -> CustodyProtos.of(body.getErase(), protocols);
      case DECLINED -> CustodyProtos.of(body.getDeclined(), header.records(), originals);
      case HANDLING -> new Input.Handle(HandlingProto.of(body.getHandling()));
      case INPUT_NOT_SET -> throw new Unreadable("a kind unknown here");
    };
  }

  private <T> T reading(String what, Function<Body, T> reader) {
    try {
      if (body == null) {
        body = readBody();
      }
      return reader.apply(body);
    } catch (IOException | Unreadable malformed) {
      throw corrupt(proto, what + " can't be read: " + malformed.getMessage(), malformed);
    }
  }

  private Body readBody() throws IOException {
    boolean isSealed = header.seal() != EntryHeader.Seal.NONE;
    byte[] stored = isSealed ? opened() : payload;
    int from = isSealed ? 0 : bodyFrom;
    CodedInputStream in =
        proto.getCompression() == Compression.COMPRESSION_NONE
            ? CodedInputStream.newInstance(stored, from, stored.length - from)
            : CodedInputStream.newInstance(decompressed(stored, from));
    in.enableAliasing(true);
    Body read = Body.parseFrom(in);
    in.checkLastTagWas(0);
    return read;
  }

  private byte[] opened() {
    String whose = header.seal() == EntryHeader.Seal.INSTANCE ? Keys.INSTANCE : header.entity();
    @Nullable DataKey key = keys.of(whose);
    if (key == null) {
      throw new KeyGone(header.entity(), header.sequence());
    }
    try {
      return Seals.open(key, payload, bodyFrom);
    } catch (NotSealedByThis forged) {
      throw new Unreadable(String.valueOf(forged.getMessage()), forged);
    }
  }

  private byte[] decompressed(byte[] stored, int from) {
    if (proto.getCompression() != Compression.COMPRESSION_ZSTD) {
      throw new Unreadable("compression " + proto.getCompressionValue());
    }
    int length = proto.getBodyLength();
    if (length < 0 || length > MAX_BODY_BYTES) {
      throw new Unreadable("a body of " + Integer.toUnsignedString(length) + " bytes");
    }
    byte[] bytes = new byte[length];
    try {
      int size =
          DECOMPRESSION
              .get()
              .decompressByteArray(bytes, 0, length, stored, from, stored.length - from);
      if (size != length) {
        throw new Unreadable("compressed bytes do not give the body");
      }
    } catch (ZstdException malformed) {
      throw new Unreadable("compressed bytes are damaged", malformed);
    }
    return bytes;
  }

  private static CorruptJournal corrupt(Header header, String why, Exception cause) {
    String entity =
        header.getStudy().isEmpty() ? "" : header.getStudy() + "/" + header.getParticipant();
    return new CorruptJournal(entity, header.getSequence(), why, cause);
  }
}
