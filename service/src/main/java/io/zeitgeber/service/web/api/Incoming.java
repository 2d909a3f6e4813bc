package io.zeitgeber.service.web.api;

import com.google.protobuf.Message;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The messages of one call as they come. So many are asked for ahead and no more, so that a slow
 * reader holds the sender up, and nothing gathers here.
 */
final class Incoming extends ClientCall.Listener<Message> implements AutoCloseable {
  private static final int AHEAD = 32;

  /** What came. */
  sealed interface Event {}

  record Came(Message message) implements Event {}

  record Ended(Status status, Metadata trailers) implements Event {}

  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>(); // at most AHEAD + 1
  private final ClientCall<Message, Message> call;

  private Incoming(ClientCall<Message, Message> call) {
    this.call = call;
  }

  static Incoming of(
      Channel channel,
      MethodDescriptor<Message, Message> method,
      Message request,
      Metadata headers,
      Optional<Duration> deadline) {
    CallOptions options =
        deadline
            .map(it -> CallOptions.DEFAULT.withDeadlineAfter(it.toMillis(), TimeUnit.MILLISECONDS))
            .orElse(CallOptions.DEFAULT);
    Incoming incoming = new Incoming(channel.newCall(method, options));
    incoming.call.start(incoming, headers);
    incoming.call.request(AHEAD);
    incoming.call.sendMessage(request);
    incoming.call.halfClose();
    return incoming;
  }

  /** The next event; nothing where none comes in time. */
  Optional<Event> next(Duration patience) throws InterruptedException {
    Event event = events.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
    if (event instanceof Came) {
      call.request(1);
    }
    return Optional.ofNullable(event);
  }

  @Override
  public void onMessage(Message message) {
    events.add(new Came(message));
  }

  @Override
  public void onClose(Status status, Metadata trailers) {
    events.add(new Ended(status, trailers));
  }

  /** Tells the service that nobody listens any more; of a call that has ended nothing. */
  @Override
  public void close() {
    call.cancel("the caller is gone", null);
  }
}
