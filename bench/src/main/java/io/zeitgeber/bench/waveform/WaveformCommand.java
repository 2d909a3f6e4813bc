package io.zeitgeber.bench.waveform;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zeitgeber.bench.load.Cohort;
import io.zeitgeber.bench.load.Count;
import io.zeitgeber.bench.load.Hearts;
import io.zeitgeber.bench.load.Truth;
import io.zeitgeber.bench.load.Writing;
import io.zeitgeber.bench.report.Figures;
import io.zeitgeber.bench.report.Output;
import io.zeitgeber.bench.report.Table;
import io.zeitgeber.bench.system.Ground;
import io.zeitgeber.bench.system.Journal;
import io.zeitgeber.bench.system.Measured;
import io.zeitgeber.bench.system.Task;
import io.zeitgeber.bench.system.Trial;
import io.zeitgeber.bench.system.Zeitgeber;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Chunked waveforms through Zeitgeber as it ships. */
@Command(
    name = "waveform",
    description = "Chunked accelerometer and PPG records: samples a second into the journal.",
    footer = {
      "",
      "Ten seconds a record: acceleration 320 vectors of 3 (each one sample), PPG 640 whole numbers.",
      "Exit code 1: a record was refused or is not in the journal. Half a minute a channel on a quiet",
      "machine, most of it starting; it is given up after a quarter of an hour.",
      "",
      "Example:",
      "  ./zeitgeber bench waveform --samples 40M"
    })
public final class WaveformCommand implements Callable<Integer> {
  private static final Duration LIMIT = Duration.ofMinutes(15);

  @Option(
      names = "--samples",
      paramLabel = "N",
      converter = Count.class,
      defaultValue = "50M",
      description = "Of each channel. Default: ${DEFAULT-VALUE}")
  private long samples = 50_000_000;

  @Mixin private Cohort cohort = new Cohort(200);
  @Mixin private Output output = new Output();

  /** Made by picocli. */
  public WaveformCommand() {}

  private record Row(Chunks chunks, long records, long bytes, Measured measured, Journal journal) {
    double samplesPerS() {
      return measured.steadyPerS() * chunks.samplesPerRecord();
    }

    boolean isRight() {
      return journal.records() == records && journal.refused() == 0;
    }
  }

  @Override
  public Integer call() {
    List<Row> rows = new ArrayList<>();
    try (Ground ground = Ground.make()) {
      for (Chunks chunks : Chunks.values()) {
        rows.add(measure(ground, chunks));
      }
    }
    output.say(text(rows), json(rows));
    return output.exit(
        rows.stream().allMatch(Row::isRight) ? null : "the journal does not hold every record");
  }

  private Row measure(Ground ground, Chunks chunks) {
    String name = "waveform-" + chunks.channel();
    String topic = name + "-observations";
    long records = Math.max(cohort.participants(), samples / chunks.samplesPerRecord());
    long bytes;
    try (Writing writing = new Writing(ground.kafka(), 20)) {
      writing.makeTopic(topic, cohort.partitions());
      writing.makeTopic(name + "-participants", 1);
      bytes = chunks.write(writing, topic, cohort.participants(), records, cohort.seed());
    }
    output.progress(
        "wrote %d records of %s, %d bytes; now they are taken"
            .formatted(records, chunks.channel(), bytes));
    Task task =
        new Task(
            name,
            ground.kafka(),
            topic,
            name + "-participants",
            cohort.partitions(),
            ground.directory(name),
            false,
            (_, _) -> {});
    Zeitgeber zeitgeber = new Zeitgeber(ground.here(), 1);
    // No hearts, so no alerts.
    Truth truth = new Truth(new Hearts(1, cohort.seed()));
    AtomicReference<Journal> journal = new AtomicReference<>(new Journal(0, 0, 0, 0));
    Measured measured =
        new Trial(task, records, truth, ground.brokerPid(), LIMIT)
            .run(zeitgeber::start, zeitgeber, up -> journal.set(Journal.of(up.url())));
    return new Row(chunks, records, bytes, measured, journal.get());
  }

  private static String text(List<Row> rows) {
    Table table =
        new Table(
            "channel",
            "samples/s, steady",
            "records/s",
            "bytes a sample, JSON",
            "in the journal",
            "CPU s per million samples",
            "journal");
    for (Row row : rows) {
      double all = (double) row.records * row.chunks.samplesPerRecord();
      table.row(
          row.chunks.channel(),
          Figures.rate(row.samplesPerS()),
          Figures.rate(row.measured.steadyPerS()),
          Figures.of(row.bytes / all, 1),
          Figures.of(row.journal.payloadBytes() / all, 2),
          Figures.of(row.measured.steadyCpu() / row.chunks.samplesPerRecord(), 3),
          row.isRight() ? "complete" : "WRONG " + row.journal);
    }
    return table.toString();
  }

  private static ObjectNode json(List<Row> rows) {
    ObjectNode json = Output.object();
    ArrayNode all = json.putArray("waveform");
    for (Row row : rows) {
      ObjectNode one = row.measured.json();
      one.put("channel", row.chunks.channel()).put("samples_per_s", row.samplesPerS());
      one.put("records", row.records).put("samples_per_record", row.chunks.samplesPerRecord());
      one.put("json_bytes", row.bytes).put("journal_bytes", row.journal.payloadBytes());
      all.add(one.put("right", row.isRight()));
    }
    return json;
  }
}
