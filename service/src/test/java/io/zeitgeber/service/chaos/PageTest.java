package io.zeitgeber.service.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** The page in a real browser, in front of a real node with a small cohort. */
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock(Infrastructure.STEADY)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class PageTest {
  private static final Duration PATIENCE = Infrastructure.PATIENCE;
  private static final Instant START = Instant.parse("2026-01-12T06:00:00Z");
  private static final int HOURS = 14;
  private static final String MARKUP = "<img src=x onerror=\"window.hurt=1\"><b>seen</b>";

  @TempDir private static Path dir;

  private static @Nullable ServiceProcess service;
  private static @Nullable Browser chromium;
  private static String http = "";

  @BeforeAll
  static void start() throws Exception {
    Optional<Path> installed = Browser.installed();
    assumeTrue(
        installed.isPresent(),
        "no Chromium here (Debian: apt-get install chromium): the page is not tested in a browser");
    Infrastructure at = Infrastructure.steady();
    at.createDatabase("page");
    ServiceProcess node =
        ServiceProcess.start(
                new ServiceProcess.Setup(at, "page", "page", List.of("obs-page"), ""), "a")
            .awaitReady();
    service = node;
    http = node.endpoints().get("http").asText();
    try (KafkaProducer<byte[], byte[]> producer = Load.producer(at)) {
      Cohort.seed(producer, START, HOURS);
    }
    await("the stores have the cohort and its alert")
        .atMost(PATIENCE)
        .until(() -> api("CohortService/ListAlerts", "{\"study\":\"PAGE\"}").contains("\"P001\""));
    chromium = Browser.start(installed.get(), dir);
  }

  @AfterAll
  static void stop() throws Exception {
    if (chromium != null) {
      chromium.close();
    }
    if (service != null) {
      service.stop();
    }
  }

  private static Browser browser() {
    return Objects.requireNonNull(chromium);
  }

  private static void go(String view, String more) {
    browser().open(http + "/#/" + view + "?study=PAGE" + more);
    browser().js("location.reload()");
    browser().awaitTrue("document.querySelector('main h1')");
  }

  private static String api(String method, String request) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
          .send(
              HttpRequest.newBuilder(URI.create(http + "/api/v1/" + method))
                  .header("Content-Type", "application/json")
                  .POST(HttpRequest.BodyPublishers.ofString(request))
                  .build(),
              BodyHandlers.ofString())
          .body();
    }
  }

  @Test
  @Order(1)
  void adherence_showsDays_andTellsThemToTheKeyboard() {
    go("adherence", "");
    browser().awaitText("worn enough");
    browser().awaitTrue("document.querySelector('.heat canvas')?.height > 0");
    browser().awaitTrue("document.querySelector('.heat .spacer').offsetHeight > 100");
    browser().js("document.querySelector('.heat').focus()");
    browser().awaitText("All participants");
    browser().key("ArrowDown", 40);
    browser().key("ArrowDown", 40);
    browser().key("ArrowDown", 40);
    browser().key("End", 35);
    browser().awaitText("P00");
    assertThat(browser().text()).contains("A research platform and no patient monitor");
    assertThat(browser().text()).containsPattern("As of\\s+20\\d\\d-\\d\\d-\\d\\d");
  }

  @Test
  @Order(2)
  void firstPaint_isWithinASecond_andLoadsNothingFromElsewhere() {
    go("adherence", "");
    browser().awaitTrue("performance.getEntriesByName('first-contentful-paint').length");
    double paint =
        browser()
            .js("performance.getEntriesByName('first-contentful-paint')[0].startTime")
            .asDouble();
    assertThat(paint).isLessThan(1000);
    JsonNode others =
        browser()
            .js(
                "performance.getEntriesByType('resource').map((e) => e.name)"
                    + ".filter((name) => !name.startsWith(location.origin))");
    assertThat(others.size()).isZero();
  }

  @Test
  @Order(3)
  void participants_areSortedFilteredAndFound() {
    go("participants", "");
    browser().awaitText("3 participants");
    browser().awaitText("P001");
    browser().click(".chips button");
    browser().awaitText("1 of 3 participants");
    assertThat(browser().js("location.hash").asText()).contains("only=alerting");
    go("participants", "&q=P003");
    browser().awaitText("1 of 3 participants");
  }

  @Test
  @Order(4)
  void participant_showsLanes_andWhereAPointComesFrom() {
    go("participant", "&participant=P001");
    browser().awaitText("Heart rate");
    browser().awaitText("Steps");
    browser().awaitText("Europe/Berlin");
    browser().js("document.querySelector('.plot').focus()");
    browser().key("ArrowRight", 39);
    browser().key("Enter", 13);
    browser().awaitText("obs-page");
    assertThat(browser().text()).contains("Journal entry").contains("Device time");
  }

  @Test
  @Order(5)
  void alert_acknowledgedWithMarkupInTheNote_isHandled_andTheNoteIsText() {
    go("alerts", "");
    browser().awaitText("127");
    browser().press("Acknowledge");
    browser().awaitTrue("document.querySelector('dialog[open]')");
    browser().js("document.querySelector('dialog [name=by]').value = 'coordinator-7'");
    browser()
        .js("document.querySelector('dialog [name=reason]').value = " + Browser.quoted(MARKUP));
    browser().js("document.querySelector('dialog button[type=submit]').click()");
    browser().awaitText("1 acknowledged");
    browser().press("Being handled");
    browser().awaitText("Acknowledged by coordinator-7");
    browser().awaitText(MARKUP);
    assertThat(browser().js("typeof window.hurt").asText()).isEqualTo("undefined");
    assertThat(browser().js("document.querySelectorAll('main img, main b b').length").asInt())
        .isZero();
  }

  @Test
  @Order(6)
  void newAlert_appearsWithoutReloading() throws Exception {
    go("alerts", "");
    browser().awaitText("Nothing to look at");
    browser().js("window.notReloaded = true");
    try (KafkaProducer<byte[], byte[]> producer = Load.producer(Infrastructure.steady())) {
      Cohort.pulse(producer, "P002", START.plusSeconds(HOURS * 3600L), 200, 150);
    }
    browser().awaitTrue("document.querySelector('.alert .sentence')");
    browser().awaitTrue("document.querySelector('nav .badge')");
    assertThat(browser().text()).contains("P002");
    assertThat(browser().js("window.notReloaded").asBoolean()).isTrue();
  }

  @Test
  @Order(7)
  void manyAlerts_areAcknowledgedAtOnce_withOneNote() throws Exception {
    try (KafkaProducer<byte[], byte[]> producer = Load.producer(Infrastructure.steady())) {
      Cohort.pulse(producer, "P003", START.plusSeconds(HOURS * 3600L), 200, 155);
    }
    go("alerts", "");
    browser().awaitText("P003");
    browser().awaitTrue("document.querySelectorAll('.alert input[type=checkbox]').length >= 2");
    // What arrives meanwhile is drawn anew: each is chosen until all are.
    browser()
        .awaitTrue(
            "[...document.querySelectorAll('.alert input[type=checkbox]')]"
                + ".map((it) => it.checked || (it.click(), false)).every((it) => it)");
    browser().press("Acknowledge all with one note");
    browser().awaitTrue("document.querySelector('dialog[open]')");
    browser().js("document.querySelector('dialog [name=by]').value = 'coordinator-7'");
    browser().js("document.querySelector('dialog [name=reason]').value = 'one note for all'");
    browser().js("document.querySelector('dialog button[type=submit]').click()");
    browser().awaitText("Nothing to look at");
    browser().press("Being handled");
    browser()
        .awaitTrue(
            "[...document.querySelectorAll('main blockquote')]"
                + ".filter((it) => it.textContent === 'one note for all').length >= 2");
  }

  @Test
  @Order(8)
  void rulesAndDashboard_nameMetricsThatTheNodeHas() throws Exception {
    Path root = Path.of(System.getProperty("zeitgeber.root", "..")).toAbsolutePath().normalize();
    String documented = Files.readString(root.resolve("docs/metrics.md"));
    for (String file : List.of("alerts.yml", "grafana.json")) {
      String text = Files.readString(root.resolve("docs/monitoring").resolve(file));
      List<String> named =
          Pattern.compile("\\b(zeitgeber|jvm|process)_[a-z_]+")
              .matcher(text)
              .results()
              .map(MatchResult::group)
              .distinct()
              .toList();
      assertThat(named).hasSizeGreaterThan(8);
      await("some are measured only now and then")
          .atMost(PATIENCE)
          .untilAsserted(() -> assertMeasured(named, metrics()));
      assertThat(named)
          .filteredOn(name -> name.startsWith("zeitgeber_"))
          .allSatisfy(
              name ->
                  assertThat(documented)
                      .contains(
                          name.replaceFirst("_(bucket|sum|count)$", "")
                              .replaceFirst(
                                  "^zeitgeber_(ledger_(facts_)?|journal_queue_).*",
                                  "zeitgeber_$1")));
    }
  }

  private static void assertMeasured(List<String> named, String metrics) {
    // These two come with the first refusal, not before.
    assertThat(named)
        .filteredOn(name -> !name.matches("zeitgeber_(calls_refused|records_quarantined)_total"))
        .allSatisfy(name -> assertThat(metrics).containsPattern("(?m)^" + name + "[ {]"));
  }

  private String metrics() throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
          .send(
              HttpRequest.newBuilder(URI.create(http + "/metrics")).build(),
              BodyHandlers.ofString())
          .body();
    }
  }

  @Test
  @Order(9)
  void quality_showsFates_andWhatIsHeldBack() {
    go("quality", "");
    browser().awaitText("records received");
    browser().awaitText("Balances");
    browser().press("Show");
    browser().awaitTrue("document.querySelectorAll('.card table').length > 2");
  }

  @Test
  @Order(10)
  void audit_isThere() {
    go("audit", "");
    browser().awaitText("Access log");
    browser().awaitText("Start a replay");
    browser().awaitTrue("!document.querySelector('main .loading')");
  }

  @Test
  @Order(11)
  void everyView_hasEnoughContrast_inLightAndDark() throws Exception {
    String check =
        new String(
            Objects.requireNonNull(PageTest.class.getResourceAsStream("/page/contrast.js"))
                .readAllBytes(),
            StandardCharsets.UTF_8);
    for (boolean dark : new boolean[] {false, true}) {
      browser().prefersDark(dark);
      for (String view : List.of("adherence", "participants", "alerts", "quality", "audit")) {
        go(view, "");
        browser().awaitTrue("!document.querySelector('main .loading:not([hidden])')");
        assertThat(browser().js(check).toString()).as("%s, dark %s", view, dark).isEqualTo("[]");
      }
    }
    browser().prefersDark(false);
  }

  @Test
  @Order(12)
  void fiveThousandRows_makeFewElements() {
    go("quality", "");
    JsonNode made =
        browser()
            .js(
                """
                (async () => {
                  const {table} = await import('/table.js');
                  const rows = Array.from({length: 5000}, (_, i) => ({name: `P${i}`}));
                  const list = table({label: 't', key: (row) => row.name, sorted: {by: 'n'},
                    columns: [{name: 'n', title: 'n', sort: (row) => row.name, cell: (row) => row.name}]});
                  document.querySelector('main').prepend(list.element);
                  const begun = performance.now();
                  list.set(rows);
                  const body = list.element.querySelector('.rows');
                  body.scrollTop = 100000;
                  await new Promise((resolve) => setTimeout(resolve, 100));
                  return {ms: performance.now() - begun, rows: list.element.querySelectorAll('.row').length};
                })()
                """);
    assertThat(made.path("rows").asInt()).isBetween(5, 80);
    assertThat(made.path("ms").asDouble()).isLessThan(1500);
  }

  /** Three people: one with a day's data and an alert, one quiet, one with rubbish. */
  private static final class Cohort {
    static void seed(KafkaProducer<byte[], byte[]> producer, Instant start, int hours) {
      for (String who : List.of("P001", "P002", "P003")) {
        send(
            producer,
            "participants-obs-page",
            who,
            start,
            "{\"study\":\"PAGE\",\"participant\":\"%s\",\"site\":\"%s\",\"zone\":\"Europe/Berlin\",\"from\":\"2026-01-10\",\"by\":\"coordinator-7\",\"reason\":\"start\"}"
                .formatted(who, who.equals("P001") ? "DE-01" : "ES-01"));
      }
      pulse(producer, "P001", start, hours * 360, 66);
      pulse(producer, "P001", start.plusSeconds(hours * 3600L), 12, 127);
      pulse(producer, "P002", start, 300, 71);
      pulse(producer, "P003", start, 60, 64);
      for (int minute = 0; minute < hours * 60; minute++) {
        Instant at = start.plusSeconds(60L * minute);
        send(
            producer,
            "obs-page",
            "P001",
            at.plusSeconds(60),
            "{\"study\":\"PAGE\",\"participant\":\"P001\",\"device\":\"w\",\"channel\":\"steps\",\"time\":%d,\"duration_s\":60,\"value\":%d}"
                .formatted(at.toEpochMilli(), minute % 7 * 3));
      }
      for (int i = 0; i < 5; i++) {
        send(
            producer,
            "obs-page",
            "P003",
            start.plusSeconds(i),
            "{\"study\":\"PAGE\",\"participant\":\"P003\",\"device\":\"w\",\"time\":\"<b>now</b>\",\"bpm\":60}");
      }
      producer.flush();
    }

    /** A sample every ten seconds. */
    static void pulse(
        KafkaProducer<byte[], byte[]> producer, String who, Instant from, int samples, int bpm) {
      for (int i = 0; i < samples; i++) {
        Instant at = from.plusSeconds(10L * i);
        send(
            producer,
            "obs-page",
            who,
            at,
            "{\"study\":\"PAGE\",\"participant\":\"%s\",\"device\":\"w\",\"time\":%d,\"bpm\":%d}"
                .formatted(who, at.toEpochMilli(), bpm));
      }
      producer.flush();
    }

    private static void send(
        KafkaProducer<byte[], byte[]> producer,
        String topic,
        String key,
        Instant at,
        String record) {
      var _ =
          producer.send(
              new ProducerRecord<>(
                  topic,
                  null,
                  at.toEpochMilli(),
                  key.getBytes(StandardCharsets.UTF_8),
                  record.getBytes(StandardCharsets.UTF_8)));
    }
  }
}
