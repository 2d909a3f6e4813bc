package io.zeitgeber.service.participant;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.zeitgeber.participant.protocol.Protocol;
import io.zeitgeber.participant.step.Input;
import io.zeitgeber.persistence.journal.InputCodec;
import io.zeitgeber.service.cluster.v1.LookMessage;
import io.zeitgeber.service.cluster.v1.SeenMessage;
import io.zeitgeber.service.cluster.v1.TakeMessage;
import io.zeitgeber.service.cluster.v1.TakenMessage;
import io.zeitgeber.service.cluster.v1.WriteMessage;
import io.zeitgeber.service.cluster.v1.WrittenMessage;
import java.io.NotSerializableException;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.serialization.SerializerWithStringManifest;
import org.jspecify.annotations.Nullable;

/** Messages between nodes, in protobuf. The manifests are on the wire: they outlive the classes. */
public final class MessageSerializer extends SerializerWithStringManifest {
  private static final int IDENTIFIER = 7_304_100;
  private static final String TAKE = "take";
  private static final String TAKEN = "taken";
  private static final String LOOK = "look";
  private static final String SEEN = "seen";
  private static final String WRITE = "write";
  private static final String WRITTEN = "written";
  private static final String PASSIVATE = "passivate";

  private final ExtendedActorSystem system;
  private @Nullable ActorRefResolver resolver;

  /** The constructor that Pekko looks for. */
  public MessageSerializer(ExtendedActorSystem system) {
    this.system = system;
  }

  @Override
  public int identifier() {
    return IDENTIFIER;
  }

  @Override
  public String manifest(Object message) {
    return switch (message) {
      case Command.Take _ -> TAKE;
      case Command.Passivate _ -> PASSIVATE;
      case Taken _ -> TAKEN;
      case Command.Look _ -> LOOK;
      case Seen _ -> SEEN;
      case Command.Write _ -> WRITE;
      case Written _ -> WRITTEN;
      case null, default -> throw new IllegalArgumentException("not a message between nodes");
    };
  }

  @Override
  public byte[] toBinary(Object message) {
    return switch (message) {
      case Command.Take take ->
          TakeMessage.newBuilder()
              .setInput(ByteString.copyFrom(InputCodec.encode(take.input(), true)))
              .setQuestion(take.question())
              .setReplyTo(resolver().toSerializationFormat(take.replyTo()))
              .build()
              .toByteArray();
      case Taken taken -> {
        TakenMessage.Builder builder =
            TakenMessage.newBuilder()
                .setQuestion(taken.question())
                .setObserved(taken.observed())
                .setRefused(taken.refused())
                .setRepeated(taken.repeated());
        if (taken.halted() != null) {
          builder.setHalted(taken.halted());
        }
        yield builder.build().toByteArray();
      }
      case Command.Look look ->
          LookMessage.newBuilder()
              .setKnownSequence(look.knownSequence())
              .setReplyTo(resolver().toSerializationFormat(look.replyTo()))
              .build()
              .toByteArray();
      case Seen seen -> seen.toMessage().toByteArray();
      case Command.Write write ->
          WriteMessage.newBuilder()
              .setInput(ByteString.copyFrom(InputCodec.encode(write.change(), true)))
              .setFingerprint(write.fingerprint())
              .setMayEnrol(write.mayEnrol())
              .setReplyTo(resolver().toSerializationFormat(write.replyTo()))
              .build()
              .toByteArray();
      case Written written -> written.toMessage().toByteArray();
      case Command.Passivate _ -> new byte[0];
      case null, default -> throw new IllegalArgumentException("not a message between nodes");
    };
  }

  @Override
  public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
    try {
      return switch (manifest) {
        case TAKE -> {
          TakeMessage take = TakeMessage.parseFrom(bytes);
          yield new Command.Take(
              InputCodec.decode(take.getInput().toByteArray(), MessageSerializer::noProtocol),
              take.getQuestion(),
              resolver().resolveActorRef(take.getReplyTo()));
        }
        case TAKEN -> {
          TakenMessage taken = TakenMessage.parseFrom(bytes);
          yield new Taken(
              taken.getQuestion(),
              taken.getObserved(),
              taken.getRefused(),
              taken.getRepeated(),
              taken.hasHalted() ? taken.getHalted() : null);
        }
        case LOOK -> {
          LookMessage look = LookMessage.parseFrom(bytes);
          yield new Command.Look(
              look.getKnownSequence(), resolver().resolveActorRef(look.getReplyTo()));
        }
        case SEEN -> Seen.of(SeenMessage.parseFrom(bytes));
        case WRITE -> write(WriteMessage.parseFrom(bytes));
        case WRITTEN -> Written.of(WrittenMessage.parseFrom(bytes));
        case PASSIVATE -> Command.Passivate.NOW;
        default -> throw new NotSerializableException("unknown message " + manifest);
      };
    } catch (InvalidProtocolBufferException broken) {
      throw new NotSerializableException(manifest + ": " + broken.getMessage());
    }
  }

  private Command.Write write(WriteMessage write) {
    Input input = InputCodec.decode(write.getInput().toByteArray(), MessageSerializer::noProtocol);
    return new Command.Write(
        input,
        write.getFingerprint(),
        write.getMayEnrol(),
        resolver().resolveActorRef(write.getReplyTo()));
  }

  /** Activations are made where the participant lives and never travel. */
  private static Protocol noProtocol(String digest) {
    throw new IllegalArgumentException("a protocol does not travel between nodes: " + digest);
  }

  /** Late, because the resolver needs a system that has started. */
  private ActorRefResolver resolver() {
    if (resolver == null) {
      resolver = ActorRefResolver.get(Adapter.toTyped(system));
    }
    return resolver;
  }
}
