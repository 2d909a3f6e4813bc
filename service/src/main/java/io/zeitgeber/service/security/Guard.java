package io.zeitgeber.service.security;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.micrometer.core.instrument.MeterRegistry;
import io.zeitgeber.persistence.access.Access;
import io.zeitgeber.persistence.access.AccessLog;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Stands before every service, whichever server it is bound to: who asks (accounts), how often
 * (rates), whether they may (policy, scope), what they see (blinds), and what is written down of it
 * (access log).
 */
public final class Guard implements ServerInterceptor, AutoCloseable {
  /** Believed only of a caller in this process: where the call came from. */
  public static final Metadata.Key<String> PEER =
      Metadata.Key.of("x-zeitgeber-peer", Metadata.ASCII_STRING_MARSHALLER);

  /** Every bearer token. */
  public static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private static final String BEARER = "Bearer ";

  private final Policy policy = Policy.read();
  private final SecuritySettings settings;
  private final Optional<Tokens> tokens;
  private final Rates rates;
  private final MeterRegistry meters;
  private final ScheduledThreadPoolExecutor expiries = expiries();
  private volatile @Nullable Backing backing;

  private Guard(SecuritySettings settings, MeterRegistry meters, Optional<Tokens> tokens) {
    this.settings = settings;
    this.tokens = tokens;
    this.rates = new Rates(settings.callsPerSecond());
    this.meters = meters;
  }

  private static ScheduledThreadPoolExecutor expiries() {
    ScheduledThreadPoolExecutor expiries =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("token-expiry").factory());
    // Else each short stream would be remembered until its token expires.
    expiries.setRemoveOnCancelPolicy(true);
    return expiries;
  }

  /**
   * Until {@link #answerFor} nothing that is logged is answered.
   *
   * @throws IOException where the issuer's keys cannot be read
   */
  public static Guard open(SecuritySettings settings, MeterRegistry meters) throws IOException {
    Optional<Tokens> tokens =
        settings.accounts().isPresent()
            ? Optional.of(new Tokens(settings.accounts().get()))
            : Optional.empty();
    return new Guard(settings, meters, tokens);
  }

  /** From now on there is a node to answer for. */
  public void answerFor(
      DataSource database, Function<String, Set<String>> unblinding, String node) {
    answerFor(
        new Backing(
            new AccessWriter(new AccessLog(database)::add, meters),
            new StoredSites(database),
            unblinding,
            node));
  }

  void answerFor(Backing running) {
    backing = running;
  }

  /** To be given to every server that our services are bound to. */
  public List<ServerInterceptor> interceptors() {
    return List.of(this);
  }

  /** Whether anybody is asked who they are. */
  public boolean hasAccounts() {
    return tokens.isPresent();
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    String method = call.getMethodDescriptor().getFullMethodName();
    String peer = peer(call, headers);
    Optional<Policy.Rule> rule = policy.of(method);
    Caller caller = Caller.UNKNOWN;
    try {
      if (rule.isEmpty()) {
        throw Denied.forbidden("NO_POLICY", "nobody may call this method");
      }
      if (rule.get().what() == Policy.What.OPEN) {
        return next.startCall(call, headers);
      }
      Tokens.@Nullable Believed believed = believed(headers.get(AUTHORIZATION));
      caller = believed == null ? Caller.UNKNOWN : believed.caller();
      takeTurn(caller, peer);
      Caller acting = allowed(rule.get(), caller);
      GuardedCall<Q, A> guarded =
          new GuardedCall<>(call, rule.get(), acting, peer, backing, blinded(acting));
      Context.CancellableContext context = acting.in(Context.current()).withCancellation();
      if (believed != null && !call.getMethodDescriptor().getType().serverSendsOneMessage()) {
        endWithToken(guarded, context, believed.expires());
      }
      return guarded.listener(Contexts.interceptCall(context, guarded, headers, next));
    } catch (Denied denied) {
      refuse(method, peer, caller, denied);
      call.close(denied.status().getStatus(), trailers(denied));
      return new ServerCall.Listener<>() {};
    }
  }

  /** A stream lasts as long as the token that let it in. */
  private void endWithToken(
      GuardedCall<?, ?> stream, Context.CancellableContext context, Instant expires) {
    long millis = Math.max(0, Duration.between(Instant.now(), expires).toMillis());
    Future<?> end =
        expiries.schedule(
            () -> {
              stream.expire();
              var _ = context.cancel(null);
            },
            millis,
            TimeUnit.MILLISECONDS);
    stream.ended(() -> end.cancel(false));
  }

  static Metadata trailers(Denied denied) {
    Metadata trailers = denied.status().getTrailers();
    return trailers == null ? new Metadata() : trailers;
  }

  private Tokens.@Nullable Believed believed(@Nullable String authorization) throws Denied {
    if (tokens.isEmpty()) {
      return null;
    }
    if (authorization == null) {
      throw Denied.nobody("NO_TOKEN", "a token is needed: authorization: Bearer …");
    }
    if (!authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      throw Denied.nobody("NO_TOKEN", "only bearer tokens are taken: authorization: Bearer …");
    }
    return tokens.get().read(authorization.substring(BEARER.length()).strip(), Instant.now());
  }

  private void takeTurn(Caller caller, String peer) throws Denied {
    String who = caller.authenticated() ? "subject " + caller.subject() : "peer " + peer;
    if (!rates.takes(who, System.nanoTime())) {
      throw Denied.tooMuch(
          "more than " + settings.callsPerSecond() + " calls in a second; try again later");
    }
  }

  private Caller allowed(Policy.Rule rule, Caller caller) throws Denied {
    if (tokens.isEmpty()) {
      return caller;
    }
    return caller.as(
        rule.role(caller)
            .orElseThrow(() -> Denied.forbidden("ROLE", "none of the token's roles may do this")));
  }

  /** Whether they must not see what is unblinding: blind in one role is blind in all. */
  private boolean blinded(Caller caller) {
    return settings
        .accounts()
        .map(it -> caller.roles().stream().anyMatch(it.blinded()::contains))
        .orElse(false);
  }

  /**
   * Who a request over HTTP is from, if they may have what is there.
   *
   * @param method its line in the policy, for example {@code http/metrics}
   * @param authorization the header of that name
   * @return why not; empty: they may
   */
  public Optional<Refusal> refuses(String method, @Nullable String authorization, String peer) {
    Caller caller = Caller.UNKNOWN;
    try {
      Tokens.@Nullable Believed believed = believed(authorization);
      caller = believed == null ? Caller.UNKNOWN : believed.caller();
      takeTurn(caller, peer);
      allowed(policy.of(method).orElseThrow(), caller);
      return Optional.empty();
    } catch (Denied denied) {
      refuse(method, peer, caller, denied);
      return Optional.of(Refusal.of(denied));
    }
  }

  /** Whoever a token is of, and until when. */
  Tokens.@Nullable Believed known(@Nullable String authorization) throws Denied {
    return believed(authorization);
  }

  /**
   * Why something is not given.
   *
   * @param status of HTTP
   */
  public record Refusal(int status, String code, String sentence) {
    static Refusal of(Denied denied) {
      int status =
          switch (denied.status().getStatus().getCode()) {
            case UNAUTHENTICATED -> 401;
            case PERMISSION_DENIED -> 403;
            case RESOURCE_EXHAUSTED -> 429;
            default -> 503;
          };
      return new Refusal(status, denied.reason(), String.valueOf(denied.getMessage()));
    }
  }

  private void refuse(String method, String peer, Caller caller, Denied denied) {
    meters.counter("zeitgeber.calls.refused", "reason", denied.reason()).increment();
    Backing running = backing;
    // Who is nobody could fill the log; what is known of them goes in as long as there is room.
    if (running != null
        && denied.isRefusal()
        && running.log().hasRoom()
        && (caller.authenticated() || rates.takes("refusals", System.nanoTime()))) {
      running
          .log()
          .soon(
              Lines.refused(
                  Policy.shortName(method), Aim.NOTHING, peer, caller, denied, running.node()));
    }
  }

  /** Writes down something that the service itself found. */
  public void note(String what, String detail) {
    Backing running = backing;
    if (running != null) {
      running
          .log()
          .soon(
              List.of(
                  new Access(
                      Instant.now(),
                      "zeitgeber",
                      null,
                      null,
                      true,
                      what,
                      Access.Action.NOTED,
                      null,
                      null,
                      "",
                      "",
                      "OK",
                      detail,
                      running.node())));
    }
  }

  private static String peer(ServerCall<?, ?> call, Metadata headers) {
    SocketAddress address = call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
    if (address instanceof InetSocketAddress inet) {
      return inet.getAddress() == null ? inet.getHostString() : inet.getAddress().getHostAddress();
    }
    String told = headers.get(PEER);
    return told == null ? "in-process" : told;
  }

  @Override
  public void close() {
    expiries.shutdownNow();
    Backing running = backing;
    if (running != null) {
      running.log().close();
    }
  }
}
