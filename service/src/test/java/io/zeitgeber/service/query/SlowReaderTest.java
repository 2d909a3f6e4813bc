package io.zeitgeber.service.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.ClientCall;
import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.zeitgeber.persistence.journal.StoredEntry;
import io.zeitgeber.persistence.replay.Histories;
import io.zeitgeber.service.query.v1.ListWindowsRequest;
import io.zeitgeber.service.query.v1.ParticipantServiceGrpc;
import io.zeitgeber.service.query.v1.StreamTimelineRequest;
import io.zeitgeber.service.query.v1.TimelineEntry;
import io.zeitgeber.service.query.v1.Window;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who asks for much and takes nothing of it, and who does not wait for the answer. */
final class SlowReaderTest {
  private static final int ENTRIES = 200_000;
  private static final int PAGE = 2_000;
  private static final int PAGES = 50;

  private final AtomicInteger pagesRead = new AtomicInteger();
  private final AtomicInteger entries = new AtomicInteger(ENTRIES);
  private Server server;
  private final List<ManagedChannel> channels = new ArrayList<>();

  @BeforeEach
  void start() throws Exception {
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .addService(new Large())
            .build()
            .start();
  }

  @AfterEach
  void stop() throws InterruptedException {
    channels.forEach(ManagedChannel::shutdownNow);
    server.shutdownNow();
    assertThat(server.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
  }

  /** As ours, with answers that cost nothing to find. */
  private final class Large extends ParticipantServiceGrpc.ParticipantServiceImplBase {
    private final Calls calls = new Calls();

    @Override
    public void streamTimeline(StreamTimelineRequest asked, StreamObserver<TimelineEntry> to) {
      TimelineEntry one = TimelineEntry.newBuilder().setChannel("wear").setCode("worn").build();
      calls.stream(
          (ServerCallStreamObserver<TimelineEntry>) to,
          () -> Collections.nCopies(entries.get(), one));
    }

    @Override
    public void listWindows(ListWindowsRequest asked, StreamObserver<Window> to) {
      Window one = Window.newBuilder().setChannel("heart_rate").setDevice("watch").build();
      AtomicInteger page = new AtomicInteger();
      calls.parts(
          (ServerCallStreamObserver<Window>) to,
          PAGE,
          () -> {
            if (page.getAndIncrement() == PAGES) {
              return List.of();
            }
            pagesRead.incrementAndGet();
            return Collections.nCopies(PAGE, one);
          });
    }
  }

  /** A connection of its own, so that it is not our flow control that holds the others up. */
  private ManagedChannel channel() {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", server.getPort()).usePlaintext().build();
    channels.add(channel);
    return channel;
  }

  /** Takes one message and then none; ends with the call's status. */
  private static final class Stalled<Q, A> implements ClientResponseObserver<Q, A> {
    private final CompletableFuture<Boolean> began = new CompletableFuture<>();

    @Override
    public void beforeStart(ClientCallStreamObserver<Q> call) {
      call.disableAutoRequestWithInitial(1);
    }

    @Override
    public void onNext(A message) {
      began.complete(true);
    }

    @Override
    public void onError(Throwable failed) {
      began.completeExceptionally(failed);
    }

    @Override
    public void onCompleted() {
      began.complete(true);
    }
  }

  private CompletableFuture<Boolean> stalledTimeline() {
    Stalled<StreamTimelineRequest, TimelineEntry> stalled = new Stalled<>();
    ClientCall<StreamTimelineRequest, TimelineEntry> call =
        channel()
            .newCall(ParticipantServiceGrpc.getStreamTimelineMethod(), io.grpc.CallOptions.DEFAULT);
    ClientCalls.asyncServerStreamingCall(call, StreamTimelineRequest.getDefaultInstance(), stalled);
    return stalled.began;
  }

  @Test
  void readersWhoTakeNothing_holdUpNobody_andFillNoMemory() throws Exception {
    // Each of three has its whole answer gathered; more than that is not kept for anybody.
    for (int reader = 0; reader < 3; reader++) {
      assertThat(stalledTimeline().get(20, TimeUnit.SECONDS)).isTrue();
    }
    assertThatThrownBy(() -> stalledTimeline().get(20, TimeUnit.SECONDS))
        .hasCauseInstanceOf(io.grpc.StatusRuntimeException.class)
        .satisfies(
            failed ->
                assertThat(Status.fromThrowable(failed).getCode())
                    .isEqualTo(Status.Code.RESOURCE_EXHAUSTED));
  }

  @Test
  void pages_areReadAsTheyAreTaken_andEverybodyElseGetsTheirs() throws Exception {
    for (int reader = 0; reader < 8; reader++) {
      Stalled<ListWindowsRequest, Window> stalled = new Stalled<>();
      ClientCalls.asyncServerStreamingCall(
          channel()
              .newCall(ParticipantServiceGrpc.getListWindowsMethod(), io.grpc.CallOptions.DEFAULT),
          ListWindowsRequest.getDefaultInstance(),
          stalled);
      assertThat(stalled.began.get(20, TimeUnit.SECONDS)).isTrue();
    }
    int ahead = pagesRead.get();
    assertThat(ahead).as("pages that were read for eight who take nothing").isLessThan(8 * PAGES);
    AtomicInteger taken = new AtomicInteger();
    ParticipantServiceGrpc.newBlockingStub(channel())
        .withDeadlineAfter(20, TimeUnit.SECONDS)
        .listWindows(ListWindowsRequest.getDefaultInstance())
        .forEachRemaining(window -> taken.incrementAndGet());
    assertThat(taken).hasValue(PAGE * PAGES);
  }

  @Test
  void history_thatNobodyWaitsForAnyMore_isNotReadOn() {
    AtomicInteger read = new AtomicInteger();
    Histories endless =
        new Histories() {
          @Override
          public List<String> entities() {
            return List.of("S1/P001");
          }

          @Override
          public void read(String entity, Predicate<StoredEntry> reader) {
            StoredEntry entry = null;
            while (reader.test(entry)) {
              // until the reader stops it
            }
          }

          @Override
          public Optional<String> protocolText(String digest) {
            return Optional.empty();
          }
        };
    Context.CancellableContext asked = Context.current().withCancellation();
    assertThatThrownBy(
            () ->
                asked.call(
                    () -> {
                      new WhileAsked(endless)
                          .read(
                              "S1/P001",
                              _ -> {
                                if (read.incrementAndGet() == 10) {
                                  asked.cancel(null);
                                }
                                return true;
                              });
                      return null;
                    }))
        .isInstanceOf(CancellationException.class);
    assertThat(read).hasValue(10);
  }
}
