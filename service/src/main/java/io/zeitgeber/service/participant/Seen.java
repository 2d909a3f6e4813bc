package io.zeitgeber.service.participant;

import com.google.protobuf.ByteString;
import io.zeitgeber.participant.protocol.Protocol;
import io.zeitgeber.participant.step.Participant;
import io.zeitgeber.persistence.journal.StoredEntry;
import io.zeitgeber.service.cluster.v1.SeenMessage;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a participant's actor shows of itself: on this node the immutable state as it is, from
 * another one its bytes.
 */
public final class Seen {
  private final long sequence;
  private final byte[] head;
  private final @Nullable String halted;
  private final @Nullable Participant here;
  private final byte @Nullable [] elsewhere;

  private Seen(
      long sequence,
      byte[] head,
      @Nullable String halted,
      @Nullable Participant here,
      byte @Nullable [] elsewhere) {
    this.sequence = sequence;
    this.head = head;
    this.halted = halted;
    this.here = here;
    this.elsewhere = elsewhere;
  }

  static Seen of(State state, long knownSequence) {
    return switch (state) {
      case State.Halted(String why) -> new Seen(0, StoredEntry.noDigest(), why, null, null);
      case State.Known(Participant participant, Chain chain, long sequence) ->
          new Seen(
              sequence, chain.digest(), null, sequence == knownSequence ? null : participant, null);
      case State.Unborn _, State.Opened _ -> new Seen(0, StoredEntry.noDigest(), null, null, null);
    };
  }

  static Seen of(SeenMessage message) {
    return new Seen(
        message.getSequence(),
        message.getChainHead().toByteArray(),
        message.hasHalted() ? message.getHalted() : null,
        null,
        message.hasState() ? message.getState().toByteArray() : null);
  }

  SeenMessage toMessage() {
    SeenMessage.Builder message =
        SeenMessage.newBuilder().setSequence(sequence).setChainHead(ByteString.copyFrom(head));
    if (halted != null) {
      message.setHalted(halted);
    }
    if (here != null) {
      message.setState(ByteString.copyFrom(here.toBytes()));
    } else if (elsewhere != null) {
      message.setState(ByteString.copyFrom(elsewhere));
    }
    return message.build();
  }

  /** Of the last entry; 0 where nothing was ever journaled, and of the halted. */
  public long sequence() {
    return sequence;
  }

  /** Digest of the last entry, in hexadecimal: it stands for all before it. */
  public String chainHead() {
    return HexFormat.of().formatHex(head);
  }

  /** Why the participant takes nothing; null when it does. */
  public @Nullable String halted() {
    return halted;
  }

  /**
   * The state; nothing where the asker has it already, where nothing is known, and of the halted.
   *
   * @param protocols by digest
   */
  public Optional<Participant> participant(Function<String, Protocol> protocols) {
    if (here != null) {
      return Optional.of(here);
    }
    return elsewhere == null
        ? Optional.empty()
        : Optional.of(
            Participant.fromBytes(
                elsewhere, protocols.apply(Participant.protocolDigest(elsewhere))));
  }
}
