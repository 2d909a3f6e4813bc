package io.zeitgeber.service.web;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsServer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.zeitgeber.service.health.Health;
import io.zeitgeber.service.security.Guard;
import io.zeitgeber.service.security.Sessions;
import io.zeitgeber.service.security.TlsFiles;
import io.zeitgeber.service.web.api.Api;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ready, alive, metrics, the page, and the API that it asks. {@code /ready} says whether the node
 * takes traffic, with each trouble in a sentence; {@code /alive} says only that the process itself
 * works, so that nobody restarts a node because a database is away.
 */
public final class HttpEndpoint implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(HttpEndpoint.class);

  private static final String JSON = "application/json";

  private record Answer(int status, String type, String body) {}

  private final HttpServer server;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final Health health;
  private final PrometheusMeterRegistry meters;
  private final Status status;
  private final Api api;
  private final PageFiles files = new PageFiles();

  /** What of the node only some may see: its line in the policy, by path. */
  private static final Map<String, String> GUARDED =
      Map.of("/metrics", "http/metrics", "/status.json", "http/status.json");

  static {
    // Read once by the server, so before the first one is made: seconds, connections and bytes.
    limit("sun.net.httpserver.idleInterval", "60");
    limit("sun.net.httpserver.maxReqTime", "30");
    limit("jdk.httpserver.maxConnections", "1000");
    limit("sun.net.httpserver.maxReqHeaderSize", "32768");
  }

  private final Guard guard;
  private final Sessions sessions;

  private HttpEndpoint(
      HttpServer server,
      Health health,
      PrometheusMeterRegistry meters,
      Status status,
      Api api,
      Guard guard) {
    this.server = server;
    this.health = health;
    this.meters = meters;
    this.status = status;
    this.api = api;
    this.guard = guard;
    this.sessions = new Sessions(guard);
  }

  private static void limit(String property, String standard) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, standard);
    }
  }

  /** Listens; from now on it answers, also while the node is still starting. */
  public static HttpEndpoint start(
      InetSocketAddress address,
      Health health,
      PrometheusMeterRegistry meters,
      Status status,
      Api api,
      Guard guard,
      Optional<TlsFiles> tls)
      throws IOException {
    HttpEndpoint endpoint =
        new HttpEndpoint(server(address, tls), health, meters, status, api, guard);
    endpoint.server.setExecutor(endpoint.executor);
    endpoint
        .server
        .createContext("/", endpoint::handle)
        .getFilters()
        .add(endpoint.sessions.filter());
    endpoint.server.start();
    return endpoint;
  }

  private static HttpServer server(InetSocketAddress address, Optional<TlsFiles> tls)
      throws IOException {
    if (tls.isEmpty()) {
      return HttpServer.create(address, 0);
    }
    HttpsServer server = HttpsServer.create(address, 0);
    server.setHttpsConfigurator(tls.get().http());
    return server;
  }

  /** The port it listens on. */
  public int port() {
    return server.getAddress().getPort();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      guard(exchange.getResponseHeaders());
      String path = exchange.getRequestURI().getPath();
      if (api.takes(path)) {
        api.answer(exchange);
        return;
      }
      Optional<PageFiles.File> file = reads(exchange) ? files.at(path) : Optional.empty();
      if (file.isPresent()) {
        send(exchange, file.get());
      } else {
        send(exchange, answer(exchange));
      }
    } catch (RuntimeException e) {
      // The server would drop the connection without a word.
      // Not its path: the page's have participants in them.
      log.error("a {} could not be answered", exchange.getRequestMethod(), e);
      throw e;
    }
  }

  private static void guard(Headers headers) {
    headers.set("Cache-Control", "no-store");
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("Referrer-Policy", "no-referrer");
    headers.set(
        "Content-Security-Policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
            + " img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
  }

  private static boolean reads(HttpExchange exchange) {
    return exchange.getRequestMethod().equals("GET") || exchange.getRequestMethod().equals("HEAD");
  }

  private static void send(HttpExchange exchange, PageFiles.File file) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", file.type());
    exchange.getResponseHeaders().set("Cache-Control", "no-cache"); // asks whether it is the same
    exchange.getResponseHeaders().set("ETag", file.tag());
    if (file.tag().equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
      exchange.sendResponseHeaders(304, -1);
    } else {
      send(exchange, 200, file.bytes());
    }
  }

  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", answer.type());
    if (answer.status() == 405) {
      exchange.getResponseHeaders().set("Allow", "GET, HEAD");
    }
    send(exchange, answer.status(), answer.body().getBytes(StandardCharsets.UTF_8));
  }

  private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(status, -1);
    } else {
      exchange.sendResponseHeaders(status, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private Answer answer(HttpExchange exchange) {
    String method = exchange.getRequestMethod();
    String path = exchange.getRequestURI().getPath();
    if (path.equals("/session")) {
      Sessions.Answer answer = sessions.answer(exchange);
      return new Answer(answer.status(), JSON, answer.json());
    }
    if (!method.equals("GET") && !method.equals("HEAD")) {
      return new Answer(405, JSON, "{\"error\":\"only GET and HEAD\"}\n");
    }
    String rule = GUARDED.get(path);
    if (rule != null) {
      Optional<Guard.Refusal> refusal =
          guard.refuses(
              rule,
              exchange.getRequestHeaders().getFirst("Authorization"),
              exchange.getRemoteAddress().getAddress().getHostAddress());
      if (refusal.isPresent()) {
        return new Answer(refusal.get().status(), JSON, Sessions.json(refusal.get()));
      }
    }
    return switch (path) {
      case "/ready" -> ready();
      case "/alive" -> new Answer(200, JSON, "{\"alive\":true}\n");
      case "/metrics" ->
          new Answer(200, "text/plain; version=0.0.4; charset=utf-8", meters.scrape());
      case "/status.json" -> new Answer(200, JSON, status.json());
      default ->
          new Answer(
              404,
              JSON,
              "{\"error\":\"there is /, /status, /ready, /alive, /metrics, /status.json, /api/v1/\"}\n");
    };
  }

  private Answer ready() {
    Map<String, String> troubles = health.troubles();
    return new Answer(troubles.isEmpty() ? 200 : 503, JSON, Status.readiness(troubles));
  }

  @Override
  public void close() {
    server.stop(0);
    executor.close();
  }
}
