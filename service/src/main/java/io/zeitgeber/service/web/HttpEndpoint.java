package io.zeitgeber.service.web;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.zeitgeber.service.health.Health;
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
 * Ready, alive, metrics, the page, and the API that it asks. {@code /ready} says whether the node takes traffic,
 * with each trouble in a sentence; {@code /alive} says only that the process itself works, so that
 * nobody restarts a node because a database is away.
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

  private HttpEndpoint(
      HttpServer server,
      Health health,
      PrometheusMeterRegistry meters,
      Status status,
      Api api) {
    this.server = server;
    this.health = health;
    this.meters = meters;
    this.status = status;
    this.api = api;
  }

  /** Listens; from now on it answers, also while the node is still starting. */
  public static HttpEndpoint start(
      InetSocketAddress address,
      Health health,
      PrometheusMeterRegistry meters,
      Status status,
      Api api)
      throws IOException {
    HttpEndpoint endpoint =
        new HttpEndpoint(HttpServer.create(address, 0), health, meters, status, api);
    endpoint.server.setExecutor(endpoint.executor);
    endpoint.server.createContext("/", endpoint::handle);
    endpoint.server.start();
    return endpoint;
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
        send(exchange, answer(exchange.getRequestMethod(), path));
      }
    } catch (RuntimeException e) {
      // The server would drop the connection without a word.
      log.error("{} could not be answered", exchange.getRequestURI().getPath(), e);
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

  private Answer answer(String method, String path) {
    if (!method.equals("GET") && !method.equals("HEAD")) {
      return new Answer(405, JSON, "{\"error\":\"only GET and HEAD\"}\n");
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
