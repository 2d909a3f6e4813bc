package io.zeitgeber.bench.journal;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zeitgeber.bench.report.Figures;
import io.zeitgeber.bench.report.Output;
import io.zeitgeber.bench.report.Table;
import io.zeitgeber.persistence.journal.EntryCodec;
import io.zeitgeber.persistence.journal.StoredEntry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** What the journal costs. */
@Command(
    name = "journal",
    description =
        "Bytes per sample by channel at 1 to 1,000 samples an entry, facts included; bytes per"
            + " participant-day at a sample every 5 s; encode and decode rates.",
    footer = {
      "",
      "What comes live: delivered after a waiting time of 120 ms on average, some after seconds. The",
      "rows by channel are of a partition that 37 share, each in turn, the last of one that 125 share,",
      "each at a moment of its own.",
      "Bytes are those of the payload: header, facts and seal included; PostgreSQL adds about 110 a",
      "row."
    })
public final class JournalBench implements Callable<Integer> {
  private static final int SAMPLES = 20_000;
  private static final int DAY_SAMPLES = 17_280;
  private static final int RATE_SAMPLES = 1_000_000;
  private static final int RATE_EACH = 500;
  private static final int ROUNDS = 5;
  private static final List<Integer> SIZES = List.of(1, 10, 64, 100, 256, 1_000);
  private static final List<String> CHANNELS =
      List.of("heart_rate", "steps", "sleep_stage", "screen", "skin_temperature", "acceleration");

  private static final String SHARED = "heart_rate, " + Recording.NEIGHBOURS + " share";

  @Mixin private Output output = new Output();

  /** Made by picocli. */
  public JournalBench() {}

  private record Rates(double encode, double decode) {}

  @Override
  public Integer call() {
    Map<String, List<Double>> bytes = new LinkedHashMap<>();
    for (String channel : CHANNELS) {
      bytes.put(channel, SIZES.stream().map(size -> bytesPerSample(channel, size)).toList());
      output.progress(channel + " done");
    }
    bytes.put(
        SHARED,
        SIZES.stream()
            .map(
                each ->
                    Recording.shared(SAMPLES / each * each, each).bytes()
                        / (double) (SAMPLES / each * each))
            .toList());
    List<Long> days =
        SIZES.stream()
            .map(each -> Recording.of("P1", "heart_rate", DAY_SAMPLES / each * each, each).bytes())
            .toList();
    Rates rates = rates(Recording.of("P1", "heart_rate", RATE_SAMPLES, RATE_EACH));
    output.say(text(bytes, days, rates), json(bytes, days, rates));
    return 0;
  }

  private static double bytesPerSample(String channel, int each) {
    return Recording.of("P1", channel, SAMPLES, each).bytes() / (double) SAMPLES;
  }

  private static String text(Map<String, List<Double>> bytes, List<Long> days, Rates rates) {
    Table table =
        new Table(
            Stream.concat(
                    Stream.of("bytes a sample, with so many an entry"),
                    SIZES.stream().map(String::valueOf))
                .toArray(String[]::new));
    bytes.forEach((channel, row) -> table.row(cells(channel, row)));
    Table day = new Table("a participant-day of heart rate", "entries", "bytes");
    for (int at = 0; at < SIZES.size(); at++) {
      day.row(
          SIZES.get(at) + " samples an entry",
          Integer.toString(DAY_SAMPLES / SIZES.get(at)),
          Long.toString(days.get(at)));
    }
    return "%s\n%s\nOne core, %d samples an entry: encode, seal and chain %s samples/s, open and decode %s samples/s."
        .formatted(table, day, RATE_EACH, Figures.rate(rates.encode), Figures.rate(rates.decode));
  }

  private static String[] cells(String channel, List<Double> row) {
    List<String> cells = new ArrayList<>(List.of(channel));
    row.forEach(figure -> cells.add(Figures.of(figure, 2)));
    return cells.toArray(String[]::new);
  }

  private static ObjectNode json(Map<String, List<Double>> bytes, List<Long> days, Rates rates) {
    ObjectNode json = Output.object();
    ObjectNode perSample = json.putObject("bytes_per_sample");
    bytes.forEach(
        (channel, row) -> {
          ObjectNode one = perSample.putObject(channel);
          for (int at = 0; at < SIZES.size(); at++) {
            one.put(Integer.toString(SIZES.get(at)), row.get(at));
          }
        });
    ArrayNode all = json.putArray("heart_rate_day");
    for (int at = 0; at < SIZES.size(); at++) {
      all.addObject()
          .put("samples_per_entry", SIZES.get(at))
          .put("entries", DAY_SAMPLES / SIZES.get(at))
          .put("bytes", days.get(at));
    }
    json.put("rate_samples_per_entry", RATE_EACH).put("encode_samples_per_s", rates.encode);
    return json.put("decode_samples_per_s", rates.decode);
  }

  /** The best of some rounds: what is slower was disturbed, or not compiled yet. */
  private static Rates rates(Recording recording) {
    double encode = 0;
    double decode = 0;
    for (int round = 0; round < ROUNDS; round++) {
      long began = System.nanoTime();
      recording.encode();
      long encoded = System.nanoTime();
      long rows = 0;
      for (StoredEntry entry : recording.entries) {
        rows +=
            EntryCodec.decode(entry.payload(), _ -> recording.protocol, recording.keys())
                .facts()
                .size();
      }
      long decoded = System.nanoTime();
      if (rows == 0) {
        throw new IllegalStateException("a million samples close windows");
      }
      encode = Math.max(encode, RATE_SAMPLES * 1e9 / (encoded - began));
      decode = Math.max(decode, RATE_SAMPLES * 1e9 / (decoded - encoded));
    }
    return new Rates(encode, decode);
  }
}
