package io.zeitgeber.service.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** A Chromium without a window, with one page, spoken to by its DevTools protocol. */
final class Browser implements AutoCloseable {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Duration PATIENCE = Infrastructure.PATIENCE;

  private final Process process;
  private final HttpClient client = HttpClient.newHttpClient();
  private final Map<Integer, CompletableFuture<JsonNode>> asked = new ConcurrentHashMap<>();
  private final AtomicInteger last = new AtomicInteger();
  private final WebSocket socket;
  private String session = "";

  private Browser(Process process, URI address) {
    this.process = process;
    this.socket = client.newWebSocketBuilder().buildAsync(address, new Answers(asked)).join();
  }

  /** Where there is a Chromium; nothing elsewhere. */
  static Optional<Path> installed() {
    return Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
        .map(Path::of)
        .filter(Files::isExecutable)
        .findFirst();
  }

  static Browser start(Path executable, Path dir) throws IOException {
    Path profile = Files.createDirectories(dir.resolve("chromium"));
    Process process =
        new ProcessBuilder(
                List.of(
                    executable.toString(),
                    "--headless=new",
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-dev-shm-usage",
                    "--disable-extensions",
                    "--no-first-run",
                    "--force-prefers-reduced-motion",
                    "--window-size=1440,900",
                    "--remote-debugging-port=0",
                    "--user-data-dir=" + profile,
                    "about:blank"))
            .redirectErrorStream(true)
            .redirectOutput(dir.resolve("chromium.log").toFile())
            .start();
    Path port = profile.resolve("DevToolsActivePort");
    await("Chromium is up; its log: " + dir.resolve("chromium.log"))
        .atMost(PATIENCE)
        .until(() -> Files.exists(port) && Files.readAllLines(port).size() >= 2);
    List<String> lines = Files.readAllLines(port);
    Browser browser =
        new Browser(process, URI.create("ws://127.0.0.1:" + lines.get(0) + lines.get(1)));
    JsonNode target =
        browser.ask("Target.createTarget", MAPPER.createObjectNode().put("url", "about:blank"));
    browser.session =
        browser
            .ask(
                "Target.attachToTarget",
                MAPPER
                    .createObjectNode()
                    .put("targetId", target.path("targetId").asText())
                    .put("flatten", true))
            .path("sessionId")
            .asText();
    browser.ask("Page.enable", MAPPER.createObjectNode());
    return browser;
  }

  /** Opens an address, as typed. */
  void open(String url) {
    ask("Page.navigate", MAPPER.createObjectNode().put("url", url));
  }

  /** Whether the page is shown in dark colours. */
  void prefersDark(boolean dark) {
    ObjectNode media = MAPPER.createObjectNode();
    media
        .putArray("features")
        .addObject()
        .put("name", "prefers-color-scheme")
        .put("value", dark ? "dark" : "light");
    ask("Emulation.setEmulatedMedia", media);
  }

  /** What an expression of the page's language comes to, promises awaited. */
  JsonNode js(String expression) {
    JsonNode answer =
        ask(
            "Runtime.evaluate",
            MAPPER
                .createObjectNode()
                .put("expression", expression)
                .put("awaitPromise", true)
                .put("returnByValue", true));
    assertThat(answer.path("exceptionDetails").toString()).as(expression).isEmpty();
    return answer.path("result").path("value");
  }

  /** All text that the page shows. */
  String text() {
    return js("document.body.innerText").asText();
  }

  /** Waits until the page shows a text. */
  void awaitText(String text) {
    await("the page shows: " + text)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .untilAsserted(() -> assertThat(text()).contains(text));
  }

  void awaitTrue(String expression) {
    await(expression)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> js("Boolean(" + expression + ")").asBoolean());
  }

  /** Clicks the first element that a selector finds. */
  void click(String selector) {
    awaitTrue("document.querySelector(" + quoted(selector) + ")");
    js("document.querySelector(" + quoted(selector) + ").click()");
  }

  /** Clicks the first button whose text begins so. */
  void press(String text) {
    String button =
        "[...document.querySelectorAll('button')].find((b) => b.offsetParent && b.textContent.startsWith("
            + quoted(text)
            + "))";
    awaitTrue(button);
    js(button + ".click()");
  }

  /** A key, as from a keyboard. */
  void key(String key, int code) {
    for (String type : List.of("rawKeyDown", "keyUp")) {
      ask(
          "Input.dispatchKeyEvent",
          MAPPER
              .createObjectNode()
              .put("type", type)
              .put("key", key)
              .put("code", key)
              .put("windowsVirtualKeyCode", code));
    }
  }

  static String quoted(String text) {
    return MAPPER.getNodeFactory().textNode(text).toString();
  }

  private JsonNode ask(String method, ObjectNode parameters) {
    int id = last.incrementAndGet();
    ObjectNode message = MAPPER.createObjectNode().put("id", id).put("method", method);
    message.set("params", parameters);
    if (!session.isEmpty()) {
      message.put("sessionId", session);
    }
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    asked.put(id, answer);
    try {
      var _ = socket.sendText(message.toString(), true).get(20, TimeUnit.SECONDS);
      JsonNode got = answer.get(20, TimeUnit.SECONDS);
      assertThat(got.has("error")).as("%s: %s", method, got).isFalse();
      return got.path("result");
    } catch (InterruptedException | ExecutionException | TimeoutException failed) {
      throw new AssertionError(method + " was not answered", failed);
    }
  }

  @Override
  public void close() {
    socket.abort();
    process.destroy();
    if (process.onExit().completeOnTimeout(process, 5, TimeUnit.SECONDS).join().isAlive()) {
      process.destroyForcibly();
    }
    client.close();
  }

  /** Gives each answer to who asked; events are nobody's. */
  private static final class Answers implements WebSocket.Listener {
    private final Map<Integer, CompletableFuture<JsonNode>> asked;
    private final StringBuilder text = new StringBuilder();

    Answers(Map<Integer, CompletableFuture<JsonNode>> asked) {
      this.asked = asked;
    }

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        try {
          JsonNode message = MAPPER.readTree(text.toString());
          CompletableFuture<JsonNode> answer = asked.remove(message.path("id").asInt());
          if (answer != null) {
            answer.complete(message);
          }
        } catch (IOException broken) {
          throw new IllegalStateException("Chromium said something that is no JSON", broken);
        }
        text.setLength(0);
      }
      socket.request(1);
      return CompletableFuture.completedFuture(null);
    }
  }
}
