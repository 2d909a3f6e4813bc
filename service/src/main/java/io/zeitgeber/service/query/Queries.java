package io.zeitgeber.service.query;

import io.grpc.BindableService;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The services that answer questions. Until there is a node to answer from they say so. */
public final class Queries {
  private final AtomicReference<@Nullable Sources> sources = new AtomicReference<>();
  private final Calls calls = new Calls();

  /** From now on there is something to answer from. */
  public void answerFrom(Sources node) {
    sources.set(node);
  }

  /** To be bound to a server. */
  public List<BindableService> services() {
    return List.of(
        new ParticipantQueries(this::sources, calls),
        new CohortQueries(this::sources, calls),
        new AuditQueries(this::sources, calls));
  }

  private Sources sources() {
    Sources now = sources.get();
    if (now == null) {
      throw Failures.unavailable("the node is starting");
    }
    return now;
  }
}
