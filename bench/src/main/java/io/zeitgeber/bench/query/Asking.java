package io.zeitgeber.bench.query;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.zeitgeber.service.query.v1.GetParticipantRequest;
import io.zeitgeber.service.query.v1.ParticipantId;
import io.zeitgeber.service.query.v1.ParticipantServiceGrpc;
import io.zeitgeber.service.query.v1.ParticipantState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Asks on schedule, whether answers have come or not, and counts each delay from the scheduled
 * time: no coordinated omission. Over a few connections, as a page and some programs would.
 */
final class Asking implements AutoCloseable {
  private static final long MOST_MICROS = 60_000_000;
  private static final int DEADLINE_S = 30;

  private final List<ManagedChannel> channels = new ArrayList<>();
  private final IntFunction<String> names;
  private final int participants;
  private final SplittableRandom random;

  /**
   * @param target HOST:PORT
   * @param names of participants, by their number from 0
   */
  Asking(String target, int connections, int participants, long seed, IntFunction<String> names) {
    for (int at = 0; at < connections; at++) {
      channels.add(NettyChannelBuilder.forTarget(target).usePlaintext().build());
    }
    this.names = names;
    this.participants = participants;
    this.random = new SplittableRandom(seed);
  }

  /**
   * What came of it.
   *
   * @param micros delays of those that were answered
   * @param failed how many were not, with the first one's words
   * @param worstLateMicros by how much a call was begun after its time at most
   */
  record Answers(Histogram micros, long failed, String failure, long worstLateMicros) {}

  /** Asks for so long, and waits for what is under way. */
  Answers run(double perSecond, Duration duration) throws InterruptedException {
    Histogram micros = new ConcurrentHistogram(MOST_MICROS, 3);
    AtomicLong failed = new AtomicLong();
    AtomicLong done = new AtomicLong();
    String[] failure = {""};
    long calls = (long) (perSecond * duration.toNanos() / 1e9);
    long begin = System.nanoTime();
    long worstLate = 0;
    for (long call = 0; call < calls; call++) {
      long scheduled = begin + (long) (call * 1e9 / perSecond);
      long now = System.nanoTime();
      while (now < scheduled) {
        TimeUnit.NANOSECONDS.sleep(Math.min(scheduled - now, 500_000));
        now = System.nanoTime();
      }
      worstLate = Math.max(worstLate, now - scheduled);
      ask(
          (int) (call % channels.size()),
          status -> {
            if (status.isOk()) {
              micros.recordValue(Math.min(MOST_MICROS, (System.nanoTime() - scheduled) / 1_000));
            } else if (failed.getAndIncrement() == 0) {
              failure[0] = status.toString();
            }
            done.incrementAndGet();
          });
    }
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_S);
    while (done.get() < calls && System.nanoTime() < end) {
      TimeUnit.MILLISECONDS.sleep(5);
    }
    return new Answers(micros, failed.get() + calls - done.get(), failure[0], worstLate / 1_000);
  }

  /** Told how a call ended. */
  private interface Ended {
    void as(Status status);
  }

  private void ask(int channel, Ended ended) {
    GetParticipantRequest request =
        GetParticipantRequest.newBuilder()
            .setId(
                ParticipantId.newBuilder()
                    .setStudy("S1")
                    .setParticipant(names.apply(random.nextInt(participants))))
            .build();
    ClientCall<GetParticipantRequest, ParticipantState> call =
        channels
            .get(channel)
            .newCall(
                ParticipantServiceGrpc.getGetParticipantMethod(),
                CallOptions.DEFAULT.withDeadlineAfter(DEADLINE_S, TimeUnit.SECONDS));
    call.start(
        new ClientCall.Listener<>() {
          @Override
          public void onClose(Status status, Metadata trailers) {
            ended.as(status);
          }
        },
        new Metadata());
    call.request(2);
    call.sendMessage(request);
    call.halfClose();
  }

  @Override
  public void close() {
    channels.forEach(ManagedChannel::shutdownNow);
  }
}
