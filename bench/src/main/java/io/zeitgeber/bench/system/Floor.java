package io.zeitgeber.bench.system;

import io.zeitgeber.bench.load.Alert;
import io.zeitgeber.bench.process.Child;
import io.zeitgeber.bench.process.Installation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A bare poll with one of two decoders: what no system that reads these bytes can be faster than.
 */
record Floor(Installation here, String decoder) implements Contestant {

  @Override
  public String key() {
    return "floor_" + decoder;
  }

  @Override
  public String title() {
    return "floor: poll + " + (decoder.equals("scan") ? "scan in place" : "Jackson");
  }

  @Override
  public String setup() {
    return "two plain consumers, decode and add up, nothing kept; no guarantee";
  }

  @Override
  public boolean saysAlerts() {
    return false;
  }

  @Override
  public Running start(Task task) {
    List<String> command = new ArrayList<>(here.own("io.zeitgeber.bench.floor.FloorJob"));
    command.addAll(
        List.of(
            "kafka=" + task.kafka(),
            "observations=" + task.observations(),
            "partitions=" + task.partitions(),
            "decoder=" + decoder));
    ProgressLines lines = new ProgressLines();
    long startedNanos = System.nanoTime();
    return new Reading(
        startedNanos, Child.start(key(), task.directory(), command, Map.of(), lines), lines);
  }

  private record Reading(long startedNanos, Child child, ProgressLines lines) implements Running {
    @Override
    public Map<String, Long> pids() {
      return Map.of("job", child.pid());
    }

    @Override
    public long progress() {
      return lines.records();
    }

    @Override
    public long committed() {
      return lines.found().records();
    }

    @Override
    public Map<Alert, Integer> alerts() {
      return Map.of();
    }

    @Override
    public long alertCount() {
      return 0;
    }

    @Override
    public Found found() {
      return lines.found();
    }

    @Override
    public void mustBeAlive() {
      child.mustBeAlive();
    }

    @Override
    public void close() {
      child.close();
    }
  }
}
