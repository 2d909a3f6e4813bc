package io.zeitgeber.service.node;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.zeitgeber.persistence.database.ServerState;
import io.zeitgeber.service.query.Sources;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares this machine's clock with PostgreSQL's and the broker's, at start and every hour. Two
 * seconds apart is a warning, a metric and a line of the audit: received times would be wrong by as
 * much. The broker says its time by stamping a record of a topic of ours.
 */
public final class ClockWatch implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ClockWatch.class);
  private static final Duration TOLERATED = Duration.ofSeconds(2);
  private static final Duration EVERY = Duration.ofHours(1);

  private final Map<String, Callable<Duration>> clocks;
  private final Map<String, Double> aheadSeconds = new ConcurrentHashMap<>();
  private final BiConsumer<String, String> audit;
  private final ScheduledExecutorService hourly =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("clock-watch").factory());

  /**
   * @param clocks how far each is ahead of ours, by its name
   * @param audit takes what was compared and what came of it
   */
  ClockWatch(
      Map<String, Callable<Duration>> clocks,
      MeterRegistry meters,
      BiConsumer<String, String> audit) {
    this.clocks = Map.copyOf(clocks);
    this.audit = audit;
    for (String name : clocks.keySet()) {
      Gauge.builder(
              "zeitgeber.clock.ahead.seconds",
              aheadSeconds,
              known -> known.getOrDefault(name, Double.NaN))
          .tag("of", name)
          .description("How far another clock is ahead of this node's; NaN: not known")
          .register(meters);
    }
  }

  /** Looks now, on a thread of its own, and every hour. */
  public static ClockWatch start(
      Sources sources, String topic, MeterRegistry meters, BiConsumer<String, String> audit) {
    ClockWatch watch =
        new ClockWatch(
            Map.of(
                "postgresql",
                    () -> ServerState.read(sources.database(), ClockWatch::micros).clockAhead(),
                "kafka", () -> broker(sources, topic)),
            meters,
            audit);
    var _ =
        watch.hourly.scheduleWithFixedDelay(
            watch::look, 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
    return watch;
  }

  /** Compares each once. */
  void look() {
    clocks.forEach(
        (name, clock) -> {
          try {
            Duration ahead = clock.call();
            aheadSeconds.put(name, ahead.toNanos() / 1e9);
            finding(name, ahead).ifPresent(sentence -> tell(name, sentence));
          } catch (Exception away) {
            aheadSeconds.remove(name);
            log.warn("the clock of {} could not be asked: {}", name, away.toString());
          }
        });
  }

  private void tell(String name, String sentence) {
    log.warn("{}", sentence);
    audit.accept("clock/" + name, sentence);
  }

  static Optional<String> finding(String name, Duration ahead) {
    if (ahead.abs().compareTo(TOLERATED) <= 0) {
      return Optional.empty();
    }
    return Optional.of(
        String.format(
            Locale.ROOT,
            "the clock of %s is %.1f s %s this node's: set both by NTP",
            name,
            ahead.abs().toMillis() / 1e3,
            ahead.isNegative() ? "behind" : "ahead of"));
  }

  private static Duration broker(Sources sources, String topic) throws Exception {
    try {
      sources
          .admin()
          .createTopics(
              List.of(
                  new NewTopic(topic, Optional.of(1), Optional.empty())
                      .configs(
                          Map.of(
                              "message.timestamp.type", "LogAppendTime",
                              "retention.ms", "3600000"))))
          .all()
          .get(30, TimeUnit.SECONDS);
    } catch (ExecutionException failed) {
      if (!(failed.getCause() instanceof TopicExistsException)) {
        throw failed;
      }
    }
    Map<String, Object> client = new HashMap<>(sources.kafka());
    client.put("acks", "1");
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer())) {
      stamped(producer, topic); // finds the broker, so that the next one is quick
      long asked = micros();
      long stamp = TimeUnit.MILLISECONDS.toMicros(stamped(producer, topic));
      long middle = asked + (micros() - asked) / 2;
      return Duration.of(stamp - middle, ChronoUnit.MICROS);
    }
  }

  private static long stamped(KafkaProducer<byte[], byte[]> producer, String topic)
      throws Exception {
    return producer
        .send(new ProducerRecord<>(topic, new byte[0]))
        .get(30, TimeUnit.SECONDS)
        .timestamp();
  }

  private static long micros() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
  }

  @Override
  public void close() {
    hourly.shutdownNow();
  }
}
