package io.zeitgeber.persistence.journal;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.UnsafeByteOperations;
import io.zeitgeber.participant.protocol.Protocol;
import io.zeitgeber.participant.step.AbsenceFact;
import io.zeitgeber.participant.step.AmendFact;
import io.zeitgeber.participant.step.ClockFact;
import io.zeitgeber.participant.step.Custody;
import io.zeitgeber.participant.step.CustodyFact;
import io.zeitgeber.participant.step.Fact;
import io.zeitgeber.participant.step.Input;
import io.zeitgeber.participant.step.Step;
import io.zeitgeber.participant.step.TimelineFact;
import io.zeitgeber.persistence.journal.v1.Compression;
import io.zeitgeber.persistence.journal.v1.Header;
import io.zeitgeber.persistence.journal.v1.Kind;
import io.zeitgeber.persistence.journal.v1.Seal;
import io.zeitgeber.persistence.key.DataKey;
import io.zeitgeber.persistence.key.Keys;
import io.zeitgeber.persistence.key.Seals;
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
  static final int FORMAT = 3;

  /** The oldest that is read: all are, for ever. */
  static final int FIRST_FORMAT = 1;

  /** So much of the previous digest is bound into a seal: 128 bits, as many as the seal's tag. */
  static final int BOUND_BYTES = 16;

  private static final ThreadLocal<EntryEncoder> ENCODERS =
      ThreadLocal.withInitial(EntryEncoder::new);

  private final String code;
  private final int rules;

  /**
   * Writes entries that name their writer.
   *
   * @param codeVersion of the code that writes, as it is to stand in the entries
   */
  public EntryCodec(String codeVersion) {
    this(codeVersion, Step.RULES_VERSION);
  }

  /**
   * Writes entries that name their writer.
   *
   * @param rulesVersion of the rules that give the facts
   */
  public EntryCodec(String codeVersion, int rulesVersion) {
    this.code = codeVersion;
    this.rules = rulesVersion;
  }

  /** {@link #encode(Sealing, String, String, long, byte[], Protocol, Input, List)}, not sealed. */
  public StoredEntry encode(
      String study,
      String participant,
      long sequence,
      byte[] previousDigest,
      Protocol protocol,
      Input input,
      List<Fact> facts) {
    return encode(
        Sealing.NONE, study, participant, sequence, previousDigest, protocol, input, facts);
  }

  /**
   * Encodes, seals and chains one step.
   *
   * @param sequence its place in the participant's history, from 1
   * @param previousDigest of the entry before it; {@link StoredEntry#noDigest()} for the first
   * @param protocol that the step ran under
   */
  public StoredEntry encode(
      Sealing sealing,
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
            .setRules(rules)
            .setProtocol(Protos.digest(protocol.digest()))
            .setKind(kind(input))
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
    if (sealing.key() != null) {
      header
          .setSeal(sealing.isOfInstance() ? Seal.SEAL_AES_256_GCM_INSTANCE : Seal.SEAL_AES_256_GCM)
          .setPrevious(UnsafeByteOperations.unsafeWrap(previousDigest, 0, BOUND_BYTES));
    }
    String entity = study + "/" + participant;
    byte[] payload = payload(header.build(), encoder, sealing.key());
    byte[] digest = Chain.digest(previousDigest, entity, sequence, payload);
    // The ledger counts Kafka's records by the columns; a re-admission is a second life of one.
    @Nullable RecordsTaken counted = input instanceof Input.Readmitted ? null : records;
    StoredEntry stored = stored(entity, sequence, payload, digest, outbound, counted);
    return input instanceof Custody.Checkpoint || input instanceof Custody.Erase
        ? stored.asWhole()
        : stored;
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

  private static byte[] payload(Header header, EntryEncoder encoder, @Nullable DataKey key) {
    int headerLength = header.getSerializedSize();
    int prefix = CodedOutputStream.computeUInt32SizeNoTag(headerLength);
    int bodyFrom = prefix + headerLength;
    int length = encoder.storedLength();
    byte[] payload = new byte[bodyFrom + length + (key == null ? 0 : Seals.OVERHEAD)];
    try {
      CodedOutputStream bytes = CodedOutputStream.newInstance(payload, 0, bodyFrom);
      bytes.writeUInt32NoTag(headerLength);
      header.writeTo(bytes);
      bytes.checkNoSpaceLeft();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    if (key == null) {
      System.arraycopy(encoder.stored(), 0, payload, bodyFrom, length);
    } else {
      Seals.seal(key, encoder.stored(), 0, length, payload, bodyFrom);
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
      case Input.Readmitted _ -> Kind.KIND_READMITTED;
      case Input.Handle _ -> Kind.KIND_HANDLED;
      case Custody custody -> CustodyProtos.kind(custody);
    };
  }

  private static boolean isOutbound(List<Fact> facts) {
    for (Fact fact : facts) {
      boolean leaves =
          switch (fact) {
            case Fact.AlertRaised _, Fact.AlertResolved _, Fact.AlertHandled _, Fact.Refused _ ->
                true;
            case AmendFact amend -> amend instanceof AmendFact.EvidenceMoved;
            case AbsenceFact.DataAlertRaised _, AbsenceFact.DataAlertResolved _ -> true;
            case AbsenceFact.SilenceBegan _,
                AbsenceFact.SilenceEnded _,
                AbsenceFact.DeadlineSet _ ->
                false;
            case CustodyFact _ -> true;
            case Fact.Enrolled _,
                Fact.ThresholdChanged _,
                Fact.DeviceChanged _,
                Fact.ProtocolActivated _,
                Fact.WindowClosed _,
                Fact.WindowAmended _,
                ClockFact _,
                TimelineFact _ ->
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

  /** {@link #decode(byte[], Function, Keys)} of an entry that is not sealed. */
  public static Entry decode(byte[] payload, Function<String, Protocol> protocols) {
    return decode(payload, protocols, Keys.NONE);
  }

  /** {@link #decodeFacts(byte[], Keys)} of an entry that is not sealed. */
  public static EntryFacts decodeFacts(byte[] payload) {
    return decodeFacts(payload, Keys.NONE);
  }

  /** {@link #decode(byte[], Function, Keys, History)} of an entry that is not sealed. */
  public static Entry decode(
      byte[] payload, Function<String, Protocol> protocols, History history) {
    return decode(payload, protocols, Keys.NONE, history);
  }

  /** {@link #decode(byte[], Function, Keys, History)} of an entry that recalls nothing. */
  public static Entry decode(byte[] payload, Function<String, Protocol> protocols, Keys keys) {
    return decode(payload, protocols, keys, History.UNREAD);
  }

  /**
   * The whole step.
   *
   * @param protocols by digest; asked for the protocol that an activation names
   * @param history asked for the records that a recalled input names
   * @throws CorruptJournal where the payload can't be what was written, or what it names is not
   *     what was recalled
   * @throws KeyGone where it is sealed and its key is no more
   */
  public static Entry decode(
      byte[] payload, Function<String, Protocol> protocols, Keys keys, History history) {
    EntryDecoder decoder = new EntryDecoder(payload, keys);
    return new Entry(decoder.header(), decoder.input(protocols, history), decoder.facts());
  }

  /**
   * All but the input, whose columns are not looked at.
   *
   * @throws CorruptJournal where the payload can't be what was written
   * @throws KeyGone where it is sealed and its key is no more
   */
  public static EntryFacts decodeFacts(byte[] payload, Keys keys) {
    EntryDecoder decoder = new EntryDecoder(payload, keys);
    return new EntryFacts(decoder.header(), decoder.facts(), decoder.originals());
  }

  /**
   * The clear header alone.
   *
   * @throws CorruptJournal where the payload can't be what was written
   */
  public static EntryHeader decodeHeader(byte[] payload) {
    return new EntryDecoder(payload, Keys.NONE).header();
  }
}
