package io.zeitgeber.service.cli;

import picocli.CommandLine.Option;

/** Who does it and why: kept for good beside what was done. */
final class Accountable {

  @Option(names = "--by", paramLabel = "NAME", required = true, description = "Who does it.")
  String by = "";

  @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "Why.")
  String reason = "";
}
