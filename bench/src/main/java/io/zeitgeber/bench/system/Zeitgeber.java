package io.zeitgeber.bench.system;

import com.fasterxml.jackson.databind.JsonNode;
import io.zeitgeber.bench.load.Alert;
import io.zeitgeber.bench.load.Writing;
import io.zeitgeber.bench.process.Child;
import io.zeitgeber.bench.process.Installation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Zeitgeber as it ships: {@code up} through its launcher, with a PostgreSQL of its own. */
public final class Zeitgeber implements Contestant {
  private final Installation here;
  private final int nodes;
  private final Knobs knobs;

  /**
   * With its default settings.
   *
   * @param nodes how many nodes of one cluster, 1 or more
   */
  public Zeitgeber(Installation here, int nodes) {
    this(here, nodes, Knobs.NONE);
  }

  /**
   * With some settings turned.
   *
   * @param nodes how many nodes of one cluster, 1 or more
   */
  public Zeitgeber(Installation here, int nodes, Knobs knobs) {
    this.here = here;
    this.nodes = nodes;
    this.knobs = knobs;
  }

  @Override
  public String key() {
    return "zeitgeber";
  }

  @Override
  public String title() {
    return "Zeitgeber" + (nodes == 1 ? "" : ", " + nodes + " nodes");
  }

  @Override
  public String setup() {
    return "up, " + knobs + ", everything on; a fresh PostgreSQL, fsync and synchronous_commit on";
  }

  @Override
  public boolean saysAlerts() {
    return true;
  }

  @Override
  public Up start(Task task) {
    Infrastructure postgres = Infrastructure.postgres(here, task.directory().resolve("postgres"));
    try {
      // The topics are made here, with as many partitions as everyone's.
      Writing.makeTopics(task.kafka(), task.partitions(), task.name() + "-alerts");
      return new Up(here, task, postgres, nodes, knobs);
    } catch (RuntimeException failed) {
      postgres.close();
      throw failed;
    }
  }

  /** It runs; a node can be killed and started again. */
  public static final class Up implements Running {
    private final Installation here;
    private final Task task;
    private final Infrastructure postgres;
    private final Knobs knobs;
    private final List<Child> up = new ArrayList<>();
    private final List<JsonNode> endpoints = new ArrayList<>();
    private final CommitWatch commits;
    private final AlertWatch watch;
    private long startedNanos;

    private Up(Installation here, Task task, Infrastructure postgres, int nodes, Knobs knobs) {
      this.here = here;
      this.knobs = knobs;
      this.task = task;
      this.postgres = postgres;
      knobs.turn(postgres.url());
      this.commits = new CommitWatch(task.kafka(), task.name(), task.observations());
      this.watch =
          new AlertWatch(task.kafka(), task.name() + "-alerts", task.partitions(), task.onAlert());
      startedNanos = System.nanoTime();
      for (int node = 0; node < nodes; node++) {
        startNode();
      }
    }

    /** Starts one more node and returns at once where it is the first, else when it is ready. */
    public void startNode() {
      Path directory = task.directory().resolve("node-" + up.size());
      Path ready = directory.resolve("ready.json");
      List<String> arguments =
          new ArrayList<>(
              List.of(
                  "up",
                  "--data",
                  directory.toString(),
                  "--ready-file",
                  ready.toString(),
                  "--config",
                  config(directory).toString(),
                  "--kafka",
                  task.kafka(),
                  "--postgres",
                  postgres.url(),
                  "--http-port",
                  "0",
                  "--grpc-port",
                  "0",
                  "--cluster-port",
                  "0"));
      if (!up.isEmpty()) {
        JsonNode first = endpoints().getFirst();
        arguments.addAll(List.of("--join", first.path("cluster").asText()));
      }
      up.add(
          Child.start(
              "up-" + up.size(),
              task.directory(),
              here.launcher(arguments.toArray(String[]::new)),
              Map.of(
                  // Made by the first; all nodes of a database share it.
                  "ZEITGEBER_KEK_FILE",
                  task.directory().resolve("keys").resolve("kek").toString(),
                  "ZEITGEBER_POSTGRES_USER",
                  "zeitgeber",
                  "ZEITGEBER_POSTGRES_OWNER_USER",
                  "zeitgeber_owner"),
              _ -> {}));
    }

    private Path config(Path directory) {
      String name = task.name();
      String text =
          "zeitgeber {\n  cluster.name = \"%s\"\n  topics {\n".formatted(name)
              + "    observations = [\"%s\"]\n".formatted(task.observations())
              + "    participants = \"%s\"\n".formatted(task.participants())
              + "    alerts = \"%s-alerts\"\n    quarantine = \"%s-quarantine\"\n"
                  .formatted(name, name)
              + "    positions = \"%s-positions\"\n".formatted(name)
              + "    partitions = %d\n  }\n}\n".formatted(task.partitions())
              + knobs.text();
      try {
        Files.createDirectories(directory);
        return Files.writeString(directory.resolve("bench.conf"), text);
      } catch (IOException unwritable) {
        throw new UncheckedIOException(unwritable);
      }
    }

    /** The nodes' endpoints, when all are ready. */
    public List<JsonNode> endpoints() {
      for (int node = endpoints.size(); node < up.size(); node++) {
        endpoints.add(
            Infrastructure.await(
                up.get(node), task.directory().resolve("node-" + node).resolve("ready.json")));
      }
      return List.copyOf(endpoints);
    }

    /** Ends the first node as a power failure would, and starts it again; returns at once. */
    public void crash() {
      endpoints.clear();
      Child first = up.removeFirst();
      first.kill();
      startedNanos = System.nanoTime();
      try {
        Files.deleteIfExists(task.directory().resolve("node-0").resolve("ready.json"));
      } catch (IOException undeletable) {
        throw new UncheckedIOException(undeletable);
      }
      startNode();
    }

    /** The JDBC URL of its database. */
    public String url() {
      return postgres.url();
    }

    @Override
    public long startedNanos() {
      return startedNanos;
    }

    @Override
    public Map<String, Long> pids() {
      Map<String, Long> pids = new LinkedHashMap<>();
      for (int node = 0; node < up.size(); node++) {
        pids.put(node == 0 ? "job" : "job " + (node + 1), up.get(node).pid());
      }
      pids.put("postgres", postgres.pid());
      return pids;
    }

    @Override
    public long progress() {
      return commits.committed();
    }

    @Override
    public long committed() {
      return commits.committed();
    }

    @Override
    public Map<Alert, Integer> alerts() {
      return watch.seen();
    }

    @Override
    public long alertCount() {
      return watch.count();
    }

    @Override
    public Found found() {
      return Found.NOTHING;
    }

    @Override
    public void mustBeAlive() {
      up.forEach(Child::mustBeAlive);
    }

    @Override
    public void close() {
      up.reversed().forEach(Child::close);
      commits.close();
      watch.close();
      postgres.close();
    }
  }
}
