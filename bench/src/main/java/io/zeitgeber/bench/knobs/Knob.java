package io.zeitgeber.bench.knobs;

import io.zeitgeber.bench.system.Knobs;
import java.util.Map;

/** One setting at one value, beside all others as they ship. */
enum Knob {
  SHIPPED("shipped", "as it ships", "", ""),
  SLICE_SMALL("slice-1MiB", "ingest.slice-bytes 1 MiB (8)", "ingest.slice-bytes", "1 MiB"),
  SLICE_LARGE("slice-32MiB", "ingest.slice-bytes 32 MiB (8)", "ingest.slice-bytes", "32 MiB"),
  ONE_WORKER("workers-1", "ingest.workers 1 (2)", "ingest.workers", "1"),
  LINGER("linger-100ms", "ingest.linger 100 ms (0)", "ingest.linger", "100 ms"),
  ONE_WRITER("writers-1", "journal.writer.writers 1 (2)", "journal.writer.writers", "1"),
  /** No setting of ours: it breaks the guarantee, and says what the guarantee costs. */
  NOT_DURABLE("not-durable", "synchronous_commit off: NOT durable", "", "");

  final String key;
  final String title;
  private final String setting;
  private final String value;

  Knob(String key, String title, String setting, String value) {
    this.key = key;
    this.title = title;
    this.setting = setting;
    this.value = value;
  }

  Knobs knobs() {
    if (this == NOT_DURABLE) {
      return Knobs.NOT_DURABLE;
    }
    return setting.isEmpty() ? Knobs.NONE : new Knobs(Map.of("zeitgeber." + setting, value));
  }
}
