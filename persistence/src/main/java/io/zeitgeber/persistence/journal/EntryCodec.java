package io.zeitgeber.persistence.journal;

import com.google.protobuf.CodedOutputStream;
import io.zeitgeber.participant.protocol.Protocol;
import io.zeitgeber.participant.step.AmendFact;
import io.zeitgeber.participant.step.ClockFact;
import io.zeitgeber.participant.step.Fact;
import io.zeitgeber.participant.step.Input;
import io.zeitgeber.participant.step.Step;
import io.zeitgeber.persistence.journal.v1.Compression;
import io.zeitgeber.persistence.journal.v1.Header;
import io.zeitgeber.persistence.journal.v1.Kind;
import io.zeitgeber.persistence.journal.v1.Seal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Steps as bytes and back: see {@code entry.proto} for what lies where. Safe for any number of
 * threads; each keeps its own working memory.
 */
public final class EntryCodec {
  static final int FORMAT = 1;
  private static final ThreadLocal<EntryEncoder> ENCODERS =
      ThreadLocal.withInitial(EntryEncoder::new);

  private final String code;

  /**
   * Writes entries that name their writer.
   *
   * @param codeVersion of the code that writes, as it is to stand in the entries
   */
  public EntryCodec(String codeVersion) {
    this.code = codeVersion;
  }

  /**
   * Encodes and chains one step.
   *
   * @param sequence its place in the participant's history, from 1
   * @param previousDigest of the entry before it; {@link StoredEntry#noDigest()} for the first
   * @param protocol that the step ran under
   */
  public StoredEntry encode(
      String study,
      String participant,
      long sequence,
      byte[] previousDigest,
      Protocol protocol,
      Input input,
      List<Fact> facts) {
    EntryEncoder encoder = ENCODERS.get();
    @Nullable RecordsTaken records = RecordsProto.taken(input, facts);
    boolean outbound = isOutbound(facts);
    encoder.body(input, facts, records);
    Header.Builder header =
        Header.newBuilder()
            .setFormat(FORMAT)
            .setStudy(study)
            .setParticipant(participant)
            .setSequence(sequence)
            .setRules(Step.RULES_VERSION)
            .setProtocol(Protos.digest(protocol.digest()))
            .setKind(kind(input))
            .setSeal(Seal.SEAL_NONE)
            .setCompression(
                encoder.isCompressed()
                    ? Compression.COMPRESSION_ZSTD
                    : Compression.COMPRESSION_NONE)
            .setBodyLength(encoder.bodyLength())
            .setCode(code)
            .setOutbound(outbound);
    if (records != null) {
      header.setRecords(encoder.records(records));
    }
    String entity = study + "/" + participant;
    byte[] payload = payload(header.build(), encoder);
    byte[] digest = Chain.digest(previousDigest, entity, sequence, payload);
    return stored(entity, sequence, payload, digest, outbound, records);
  }

  private static StoredEntry stored(
      String entity,
      long sequence,
      byte[] payload,
      byte[] digest,
      boolean outbound,
      @Nullable RecordsTaken records) {
    @Nullable UUID topicId = records == null ? null : records.topicId();
    return new StoredEntry(
        entity,
        sequence,
        payload,
        digest,
        outbound,
        topicId,
        records == null ? -1 : records.partition(),
        records == null ? 0 : records.count(),
        records == null ? 0 : records.refused());
  }

  private static byte[] payload(Header header, EntryEncoder encoder) {
    int headerLength = header.getSerializedSize();
    int prefix = CodedOutputStream.computeUInt32SizeNoTag(headerLength);
    byte[] payload = new byte[prefix + headerLength + encoder.storedLength()];
    try {
      CodedOutputStream bytes = CodedOutputStream.newInstance(payload);
      bytes.writeUInt32NoTag(headerLength);
      header.writeTo(bytes);
      bytes.writeRawBytes(encoder.stored(), 0, encoder.storedLength());
      bytes.checkNoSpaceLeft();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return payload;
  }

  private static Kind kind(Input input) {
    return switch (input) {
      case Input.Observed _ -> Kind.KIND_OBSERVED;
      case Input.Enrol _ -> Kind.KIND_ENROL;
      case Input.Activate _ -> Kind.KIND_ACTIVATE;
      case Input.Tick _ -> Kind.KIND_TICK;
      case Input.Recalled _ -> Kind.KIND_RECALLED;
    };
  }

  private static boolean isOutbound(List<Fact> facts) {
    for (Fact fact : facts) {
      boolean leaves =
          switch (fact) {
            case Fact.AlertRaised _, Fact.AlertResolved _, Fact.Refused _ -> true;
            case AmendFact amend -> amend instanceof AmendFact.EvidenceMoved;
            case Fact.Enrolled _,
                Fact.ThresholdChanged _,
                Fact.DeviceChanged _,
                Fact.ProtocolActivated _,
                Fact.WindowClosed _,
                Fact.WindowAmended _,
                ClockFact _ ->
                false;
          };
      if (leaves) {
        return true;
      }
    }
    return false;
  }

  /**
   * Says that an entry follows the one before it.
   *
   * @throws CorruptJournal where its digest is another
   */
  public static void verify(byte[] previousDigest, StoredEntry stored) {
    Chain.verify(previousDigest, stored);
  }

  /**
   * The whole step, of an entry that recalls nothing.
   *
   * @param protocols by digest; asked for the protocol that an activation names
   * @throws CorruptJournal where the payload can't be what was written, or names records that stand
   *     elsewhere in the history
   */
  public static Entry decode(byte[] payload, Function<String, Protocol> protocols) {
    return decode(payload, protocols, History.UNREAD);
  }

  /**
   * The whole step.
   *
   * @param protocols by digest; asked for the protocol that an activation names
   * @param history asked for the records that a recalled input names
   * @throws CorruptJournal where the payload can't be what was written, or what it names is not
   *     what was recalled
   */
  public static Entry decode(
      byte[] payload, Function<String, Protocol> protocols, History history) {
    EntryDecoder decoder = new EntryDecoder(payload);
    return new Entry(decoder.header(), decoder.input(protocols, history), decoder.facts());
  }

  /**
   * All but the input, whose columns are not looked at.
   *
   * @throws CorruptJournal where the payload can't be what was written
   */
  public static EntryFacts decodeFacts(byte[] payload) {
    EntryDecoder decoder = new EntryDecoder(payload);
    return new EntryFacts(decoder.header(), decoder.facts(), decoder.originals());
  }

  /**
   * The clear header alone.
   *
   * @throws CorruptJournal where the payload can't be what was written
   */
  public static EntryHeader decodeHeader(byte[] payload) {
    return new EntryDecoder(payload).header();
  }
}
