package io.zeitgeber.service.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.zeitgeber.service.health.Health;
import io.zeitgeber.service.metrics.Registry;
import io.zeitgeber.service.security.Guard;
import io.zeitgeber.service.security.Issuer;
import io.zeitgeber.service.security.SecuritySettings;
import io.zeitgeber.service.security.Sessions;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A browser's session, as a browser and as another site's page would use it. */
final class SessionsTest {
  @TempDir private Path dir;

  private final Issuer issuer = new Issuer();
  private final Registry registry = new Registry();
  private final HttpClient client = HttpClient.newHttpClient();
  private Guard guard;
  private HttpEndpoint http;

  @BeforeEach
  void start() throws IOException {
    serve(Issuer.settings(issuer.writeTo(dir.resolve("jwks"))));
  }

  private void serve(SecuritySettings settings) throws IOException {
    Health health = new Health();
    guard = Guard.open(settings, registry.meters());
    http =
        HttpEndpoint.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            health,
            registry.meters(),
            new Status(health, registry.meters(), Instant.EPOCH),
            guard,
            Optional.empty());
  }

  @AfterEach
  void stop() {
    http.close();
    guard.close();
    client.close();
    registry.close();
  }

  @Test
  void pastedToken_becomesACookie_thatStandsForIt() throws Exception {
    assertThat(send("GET", "/metrics").statusCode()).isEqualTo(401);
    HttpResponse<String> login = send("POST", "/session", "Authorization", bearer());
    assertThat(login.statusCode()).isEqualTo(200);
    assertThat(login.body()).contains("\"subject\":\"ann\"").doesNotContain("eyJ");
    String cookie = login.headers().firstValue("Set-Cookie").orElseThrow();
    assertThat(cookie).contains("HttpOnly", "SameSite=Strict", "Path=/").doesNotContain("eyJ");
    String session = cookie.substring(0, cookie.indexOf(';'));
    assertThat(send("GET", "/metrics", "Cookie", session).statusCode()).isEqualTo(200);
    assertThat(send("GET", "/session", "Cookie", session).body())
        .contains("\"roles\":[\"admin\"]", "\"csrf\":");
    String csrf = new ObjectMapper().readTree(login.body()).path("csrf").asText();
    assertThat(send("DELETE", "/session", "Cookie", session).statusCode()).isEqualTo(403);
    assertThat(send("DELETE", "/session", "Cookie", session, Sessions.CSRF, csrf).statusCode())
        .isEqualTo(200);
    assertThat(send("GET", "/metrics", "Cookie", session).statusCode()).isEqualTo(401);
  }

  @Test
  void anotherSitesRequest_isRefused_withSessionOrWithout() throws Exception {
    String cookie =
        send("POST", "/session", "Authorization", bearer())
            .headers()
            .firstValue("Set-Cookie")
            .orElseThrow();
    String session = cookie.substring(0, cookie.indexOf(';'));
    assertThat(send("POST", "/session", "Cookie", session, "Origin", "https://evil").body())
        .contains("CROSS_SITE");
    assertThat(send("POST", "/session", "Sec-Fetch-Site", "cross-site").body())
        .contains("CROSS_SITE");
    assertThat(send("POST", "/session", "Cookie", session, Sessions.CSRF, "guessed").body())
        .contains("CSRF");
  }

  @Test
  void withoutAccounts_onlyLocalhostIsAnswered() throws Exception {
    http.close();
    guard.close();
    serve(SecuritySettings.OPEN);
    assertThat(send("GET", "/status.json").statusCode()).isEqualTo(200);
    assertThat(send("GET", "/session").body()).contains("\"accounts\":false");
    assertThat(withHost("rebound.example")).startsWith("HTTP/1.1 403");
    assertThat(withHost("localhost:" + http.port())).startsWith("HTTP/1.1 200");
  }

  @Test
  void openPaths_askNobody() throws Exception {
    for (String path : List.of("/ready", "/alive", "/")) {
      assertThat(send("GET", path).statusCode()).as(path).isEqualTo(200);
    }
    assertThat(send("GET", "/ready").headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
  }

  private String bearer() {
    return "Bearer " + issuer.token("ann", List.of("admin"), List.of("*"), List.of("*"));
  }

  private HttpResponse<String> send(String method, String path, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + http.port() + path))
            .method(method, HttpRequest.BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  /** Java's client does not let one lie about the host. */
  private String withHost(String host) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), http.port())) {
      OutputStream out = socket.getOutputStream();
      String request =
          "GET /status.json HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
      out.write(request.getBytes(StandardCharsets.US_ASCII));
      out.flush();
      InputStream in = socket.getInputStream();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
