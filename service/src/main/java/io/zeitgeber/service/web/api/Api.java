package io.zeitgeber.service.web.api;

import com.google.protobuf.Message;
import com.sun.net.httpserver.HttpExchange;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.zeitgeber.service.security.Guard;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Calls of the gRPC services by HTTP: {@code POST /api/v1/Service/Method} with the request as JSON,
 * or {@code GET} with its fields as parameters where nothing changes. One message is answered as
 * JSON, a stream as lines of JSON or, where asked for, as server-sent events; any list as CSV. They
 * go to a server in this process that has the same services and interceptors as the port.
 */
public final class Api implements AutoCloseable {
  private static final String API = "/api/v1/";
  private static final String CSV = "/csv/";
  private static final String LIST_ZONES = "StudyService/ListZones";
  private static final int MOST_BYTES = 256 << 10;
  private static final int MOST_CALLS = 128;
  private static final Duration LONGEST = Duration.ofSeconds(30);

  private final Server server;
  private final ManagedChannel channel;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, Method> methods;
  private final Semaphore calls = new Semaphore(MOST_CALLS);

  private Api(List<ServerServiceDefinition> services) throws IOException {
    String name = "page-" + UUID.randomUUID();
    InProcessServerBuilder builder = InProcessServerBuilder.forName(name).executor(threads);
    services.forEach(builder::addService);
    this.server = builder.build().start();
    this.channel = InProcessChannelBuilder.forName(name).directExecutor().build();
    this.methods = Method.byPath(services);
  }

  /** Answers with these services. */
  public static Api over(List<ServerServiceDefinition> services) throws IOException {
    return new Api(services);
  }

  /** Whether a path is one of ours. */
  public boolean takes(String path) {
    return path.startsWith(API) || path.startsWith(CSV);
  }

  /** Answers, whatever is asked. */
  public void answer(HttpExchange exchange) throws IOException {
    Reply reply = new Reply(exchange);
    if (!calls.tryAcquire()) {
      reply.fail(Failure.of(429, "RESOURCE_EXHAUSTED", "too many calls at once; try again"));
      return;
    }
    try {
      answer(exchange, reply);
    } catch (Method.BadRequest wrong) {
      reply.fail(Failure.of(400, "INVALID_ARGUMENT", String.valueOf(wrong.getMessage())));
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      reply.fail(Failure.of(503, "UNAVAILABLE", "the node is stopping"));
    } finally {
      calls.release();
    }
  }

  private void answer(HttpExchange exchange, Reply reply) throws IOException, InterruptedException {
    String path = exchange.getRequestURI().getPath();
    boolean csv = path.startsWith(CSV) || reply.accepts("text/csv");
    String name = path.substring(path.startsWith(CSV) ? CSV.length() : API.length());
    boolean dictionary = csv && name.endsWith("/dictionary");
    Method method = methods.get(dictionary ? name.substring(0, name.lastIndexOf('/')) : name);
    if (method == null) {
      reply.fail(Failure.of(501, "UNIMPLEMENTED", "this node has no such service or method"));
      return;
    }
    Optional<Failure> refused = refused(exchange, method);
    if (refused.isPresent()) {
      reply.fail(refused.get());
      return;
    }
    QueryParameters parameters = QueryParameters.of(exchange.getRequestURI().getRawQuery());
    if (csv) {
      CsvAnswer answer = CsvAnswer.of(method, parameters);
      if (dictionary) {
        reply.csv(out -> answer.dictionary(out), answer.name() + "-columns");
      } else {
        answer.send(
            request(exchange, method, parameters),
            this::call,
            Optional.ofNullable(methods.get(LIST_ZONES)),
            exchange,
            reply);
      }
      return;
    }
    Message request = request(exchange, method, parameters);
    try (Incoming incoming = call(exchange, method, request)) {
      if (method.streams()) {
        reply.stream(incoming);
      } else {
        reply.single(incoming);
      }
    }
  }

  /** Starts a call of the services with what the caller's headers say of them. */
  private Incoming call(HttpExchange exchange, Method method, Message request) {
    return Incoming.of(
        channel,
        method.rpc(),
        request,
        Handed.on(exchange),
        method.streams() ? Optional.empty() : Optional.of(deadline(exchange)));
  }

  private static Duration deadline(HttpExchange exchange) {
    String asked = exchange.getRequestHeaders().getFirst("Zeitgeber-Timeout-Ms");
    try {
      return asked == null
          ? LONGEST
          : Duration.ofMillis(Math.clamp(Long.parseLong(asked), 1, LONGEST.toMillis()));
    } catch (NumberFormatException wrong) {
      throw new Method.BadRequest("Zeitgeber-Timeout-Ms: expected milliseconds");
    }
  }

  private static Optional<Failure> refused(HttpExchange exchange, Method method) {
    boolean get = exchange.getRequestMethod().equals("GET");
    if (!(get && method.reads()) && !exchange.getRequestMethod().equals("POST")) {
      exchange.getResponseHeaders().set("Allow", method.reads() ? "GET, POST" : "POST");
      return Optional.of(Failure.of(405, "INVALID_ARGUMENT", "this method is asked by POST"));
    }
    String site = exchange.getRequestHeaders().getFirst("Sec-Fetch-Site");
    if (site != null && !site.equals("same-origin") && !site.equals("none")) {
      return Optional.of(Failure.of(403, "PERMISSION_DENIED", "another site's page may not ask"));
    }
    String type = exchange.getRequestHeaders().getFirst("Content-Type");
    if (!get && (type == null || !type.startsWith("application/json"))) {
      // A form of another site can send anything but this.
      return Optional.of(Failure.of(415, "INVALID_ARGUMENT", "expected application/json"));
    }
    return Optional.empty();
  }

  private static Message request(HttpExchange exchange, Method method, QueryParameters parameters)
      throws IOException {
    if (exchange.getRequestMethod().equals("GET")) {
      return method.parse(parameters.json(method.request()));
    }
    byte[] body = exchange.getRequestBody().readNBytes(MOST_BYTES + 1);
    if (body.length > MOST_BYTES) {
      throw new Method.BadRequest("the body is larger than " + MOST_BYTES + " bytes");
    }
    return method.parse(body.length == 0 ? "{}" : new String(body, StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    channel.shutdownNow();
    server.shutdownNow();
    try {
      server.awaitTermination(2, TimeUnit.SECONDS);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    threads.shutdownNow();
  }

  /** What of a caller's headers goes along: who they say they are, and from where. */
  private static final class Handed {
    static Metadata on(HttpExchange exchange) {
      Metadata headers = new Metadata();
      put(headers, Guard.AUTHORIZATION, exchange.getRequestHeaders().getFirst("Authorization"));
      put(headers, Guard.PEER, exchange.getRemoteAddress().getAddress().getHostAddress());
      return headers;
    }

    private static void put(Metadata headers, Metadata.Key<String> key, @Nullable String value) {
      if (value != null && value.chars().allMatch(letter -> letter >= ' ' && letter <= '~')) {
        headers.put(key, value);
      }
    }
  }
}
