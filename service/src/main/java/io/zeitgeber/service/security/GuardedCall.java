package io.zeitgeber.service.security;

import com.google.protobuf.Message;
import io.grpc.ForwardingServerCall;
import io.grpc.ForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.zeitgeber.persistence.access.Access;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One call of somebody who may make it: their scope is held against what the request names, their
 * blinds against every message of the answer, and it is logged. The request is known before the
 * method sees it; a write is in the log before its first answer leaves.
 */
final class GuardedCall<Q, A> extends ForwardingServerCall.SimpleForwardingServerCall<Q, A> {
  private final Policy.Rule rule;
  private final Caller caller;
  private final String peer;
  private final @Nullable Backing backing;
  private final boolean blinded;
  private final boolean streams;
  private Aim aim = Aim.NOTHING;
  private @Nullable Blinds blinds;
  private long messages;
  private boolean began;
  private boolean logged;
  private volatile boolean closed;

  /** Run once, when the call is over, however it ends. */
  private Runnable ended = () -> {};

  GuardedCall(
      ServerCall<Q, A> call,
      Policy.Rule rule,
      Caller caller,
      String peer,
      @Nullable Backing backing,
      boolean blinded) {
    super(call);
    this.rule = rule;
    this.caller = caller;
    this.peer = peer;
    this.backing = backing;
    this.blinded = blinded;
    this.streams = !call.getMethodDescriptor().getType().serverSendsOneMessage();
  }

  /** Sees the request before the method does. */
  ServerCall.Listener<Q> listener(ServerCall.Listener<Q> method) {
    return new ForwardingServerCallListener.SimpleForwardingServerCallListener<>(method) {
      @Override
      public void onMessage(Q request) {
        try {
          if (request instanceof Message message) {
            admit(message);
          }
          super.onMessage(request);
        } catch (Denied denied) {
          refuse(denied);
        }
      }

      @Override
      public void onHalfClose() {
        if (!closed) {
          super.onHalfClose();
        }
      }

      @Override
      public void onCancel() {
        over(Status.CANCELLED);
        super.onCancel();
      }

      @Override
      public void onComplete() {
        over(Status.OK);
        super.onComplete();
      }
    };
  }

  /** What is to be done once when the call is over. */
  synchronized void ended(Runnable then) {
    ended = then;
  }

  private synchronized void over(Status status) {
    finish(status);
    ended.run();
  }

  /**
   * Ends a stream whose token has expired, whatever its method is doing: what was sent before still
   * arrives, nothing after.
   */
  synchronized void expire() {
    if (closed) {
      return;
    }
    Denied late = Denied.nobody("TOKEN_EXPIRED", "the token has expired; go on with a new one");
    closed = true;
    Status status = late.status().getStatus();
    finish(status);
    super.close(status, Guard.trailers(late));
  }

  private synchronized void admit(Message request) throws Denied {
    aim = Aim.of(request);
    if (rule.what() == Policy.What.COUNT) {
      inScope();
      blinds = new Blinds(caller.scope(), Set.of(), _ -> Optional.empty());
      return;
    }
    Backing running = backing;
    if (running == null) {
      throw Denied.notNow("the node is starting");
    }
    if (!running.log().hasRoom()) {
      throw Denied.notNow("the access log cannot be written");
    }
    inScope();
    Set<String> hidden =
        blinded ? running.unblinding().apply(aim.studyOrDefault()) : Set.<String>of();
    blinds =
        new Blinds(
            isOfOne() ? Scope.EVERYTHING : caller.scope(),
            hidden,
            participant ->
                running.sites().of(aim.studyOrDefault(), participant).flatMap(Backing.Place::site));
    refuseTellingFilters(request, hidden);
    if (streams) {
      began = true;
      running.log().soon(line(Access.Action.BEGAN, Status.OK, ""));
    }
  }

  private boolean isOfOne() {
    return rule.about() == Policy.About.PARTICIPANT;
  }

  private void inScope() throws Denied {
    Scope scope = caller.scope();
    boolean study =
        switch (rule.about()) {
          case PARTICIPANT, STUDY -> scope.hasStudy(aim.studyOrDefault());
          case COUNTS, RECORDS ->
              aim.study().isEmpty() ? scope.hasAllStudies() : scope.hasStudy(aim.study());
          case ALL -> scope.hasAllStudies();
          case NODE -> true;
        };
    if (!study) {
      throw Denied.forbidden("STUDY", "the token is not for this study");
    }
    if (scope.sites().isPresent() && rule.about() != Policy.About.NODE) {
      inSites(scope);
    }
  }

  private void inSites(Scope scope) throws Denied {
    boolean may =
        switch (rule.about()) {
          case PARTICIPANT -> isAtTheirSite(scope);
          case STUDY -> aim.site().isEmpty() || scope.hasSite(aim.site());
          case RECORDS, ALL -> false;
          case COUNTS, NODE -> true;
        };
    if (!may) {
      throw Denied.forbidden("SITE", "the token is not for this participant's site");
    }
  }

  /** Whoever is not known yet may be enrolled at a site of the caller's. */
  private boolean isAtTheirSite(Scope scope) {
    Backing running = backing;
    if (running == null) {
      return false;
    }
    boolean named = !aim.site().isEmpty();
    if (named && !scope.hasSite(aim.site())) {
      return false;
    }
    for (String participant : aim.participants()) {
      Optional<Backing.Place> place = running.sites().of(aim.studyOrDefault(), participant);
      if (!place.map(it -> scope.hasSite(it.site().orElse(null))).orElse(named)) {
        return false;
      }
    }
    return !aim.participants().isEmpty();
  }

  /** What is asked for or filtered by, tells as much as what is shown. */
  private static void refuseTellingFilters(Message request, Set<String> hidden) throws Denied {
    if (hidden.contains(Aim.text(request, "channel"))) {
      throw Denied.forbidden("BLINDED", "the protocol hides this channel from this role");
    }
    for (String filter : hidden.isEmpty() ? Set.<String>of() : Set.of("alerting", "low_wear")) {
      var field = request.getDescriptorForType().findFieldByName(filter);
      if (field != null && Boolean.TRUE.equals(request.getField(field))) {
        throw Denied.forbidden("BLINDED", "this role may not filter by " + filter);
      }
    }
  }

  // Synchronized, for a token may expire while the method sends.
  @Override
  public synchronized void sendMessage(A answer) {
    if (closed) {
      return;
    }
    try {
      if (messages == 0 && rule.what() == Policy.What.WRITE) {
        logWrite(Status.OK);
      } else if (streams && isOfOne() && caller.scope().sites().isPresent()) {
        inScope(); // they may have moved to another site
      }
      Blinds sight = blinds;
      if (sight == null || !(answer instanceof Message message)) {
        forward(answer);
        return;
      }
      Optional<Message> seen = sight.seen(message);
      if (seen.isPresent()) {
        @SuppressWarnings("unchecked") // the same type, with less in it
        A shown = (A) seen.get();
        forward(shown);
      } else if (!streams) {
        throw Denied.forbidden("BLINDED", "nothing of it may be seen");
      }
    } catch (Denied denied) {
      refuse(denied);
    }
  }

  private void forward(A answer) {
    messages++;
    super.sendMessage(answer);
  }

  @Override
  public synchronized void close(Status status, Metadata trailers) {
    if (closed) {
      return;
    }
    try {
      if (rule.what() == Policy.What.WRITE) {
        logWrite(status);
      }
      finish(status);
      closed = true;
      super.close(status, trailers);
    } catch (Denied denied) {
      refuse(denied);
    }
  }

  private void logWrite(Status status) throws Denied {
    Backing running = backing;
    if (logged || running == null) {
      return;
    }
    logged = true;
    if (!running.log().now(line(Access.Action.WRITE, status, ""))) {
      throw Denied.notNow(
          "the access log cannot be written; ask again with the same request id to hear what came"
              + " of it");
    }
  }

  private void finish(Status status) {
    Backing running = backing;
    boolean started = !streams || began;
    if (logged || !started || running == null || rule.what() != Policy.What.READ) {
      return;
    }
    logged = true;
    running
        .log()
        .soon(
            streams
                ? line(Access.Action.ENDED, status, messages + " messages")
                : line(Access.Action.READ, status, ""));
  }

  private synchronized void refuse(Denied denied) {
    if (closed) {
      return;
    }
    closed = true;
    Backing running = backing;
    if (running != null && denied.isRefusal()) {
      running.log().soon(Lines.refused(rule.method(), aim, peer, caller, denied, running.node()));
    }
    logged = true;
    super.close(denied.status().getStatus(), Guard.trailers(denied));
  }

  private List<Access> line(Access.Action action, Status status, String detail) {
    Backing running = backing;
    return Lines.of(
        rule,
        action,
        aim,
        peer,
        caller,
        status.getCode().name(),
        detail,
        running == null ? "" : running.node());
  }
}
