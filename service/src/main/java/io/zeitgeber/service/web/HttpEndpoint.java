package io.zeitgeber.service.web;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsServer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.zeitgeber.service.health.Health;
import io.zeitgeber.service.security.Guard;
import io.zeitgeber.service.security.Sessions;
import io.zeitgeber.service.security.TlsFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ready, alive, metrics and the status page. {@code /ready} says whether the node takes traffic,
 * with each trouble in a sentence; {@code /alive} says only that the process itself works, so that
 * nobody restarts a node because a database is away.
 */
public final class HttpEndpoint implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(HttpEndpoint.class);

  private static final String JSON = "application/json";

  /** The page's own files, by path. */
  private static final Map<String, String> PAGE =
      Map.of(
          "/", "text/html; charset=utf-8",
          "/status.css", "text/css; charset=utf-8",
          "/status.js", "text/javascript; charset=utf-8");

  private record Answer(int status, String type, String body) {}

  private final HttpServer server;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final Health health;
  private final PrometheusMeterRegistry meters;
  private final Status status;

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
      Guard guard) {
    this.server = server;
    this.health = health;
    this.meters = meters;
    this.status = status;
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
      Guard guard,
      Optional<TlsFiles> tls)
      throws IOException {
    HttpEndpoint endpoint = new HttpEndpoint(server(address, tls), health, meters, status, guard);
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
      Answer answer = answer(exchange);
      exchange.getResponseHeaders().set("Content-Type", answer.type());
      exchange.getResponseHeaders().set("Cache-Control", "no-store");
      exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
      exchange
          .getResponseHeaders()
          .set(
              "Content-Security-Policy",
              "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
                  + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
      if (answer.status() == 405) {
        exchange.getResponseHeaders().set("Allow", "GET, HEAD");
      }
      if (exchange.getRequestMethod().equals("HEAD")) {
        exchange.sendResponseHeaders(answer.status(), -1);
      } else {
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer.status(), body.length);
        exchange.getResponseBody().write(body);
      }
    } catch (RuntimeException e) {
      // The server would drop the connection without a word.
      // Not its path: the page's have participants in them.
      log.error("a {} could not be answered", exchange.getRequestMethod(), e);
      throw e;
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
      default -> page(path);
    };
  }

  private Answer ready() {
    Map<String, String> troubles = health.troubles();
    return new Answer(troubles.isEmpty() ? 200 : 503, JSON, Status.readiness(troubles));
  }

  private static Answer page(String path) {
    String type = PAGE.get(path);
    if (type == null) {
      return new Answer(
          404, JSON, "{\"error\":\"there is /, /ready, /alive, /metrics and /status.json\"}\n");
    }
    String name = path.equals("/") ? "status.html" : path.substring(1);
    try (InputStream resource = HttpEndpoint.class.getResourceAsStream(name)) {
      if (resource == null) {
        throw new IllegalStateException(name + " is missing from the jar");
      }
      return new Answer(200, type, new String(resource.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    executor.close();
  }
}
