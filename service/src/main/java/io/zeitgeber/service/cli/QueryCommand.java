package io.zeitgeber.service.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Asks a running instance over gRPC, as any program could. */
@Command(
    name = "query",
    sortOptions = false,
    description = "Ask what is known, over gRPC: of one participant, of a study, now and then.",
    subcommands = {
      QueryParticipantCommand.class,
      QueryWatchCommand.class,
      QueryAtCommand.class,
      QueryWindowsCommand.class,
      QueryTimelineCommand.class,
      QueryAlertsCommand.class,
      QueryInboxCommand.class,
      QueryParticipantsCommand.class
    },
    footer = {
      "",
      "Tables for people; --json for programs: a message a line, fields named as in the protos",
      "(service/src/main/proto/zeitgeber/v1). Times are UTC; every TIME is RFC 3339.",
      "",
      "  ./zeitgeber query participants --study S1 --alerting     who has an open alert",
      "  ./zeitgeber query participant P001 --study S1            what is known now",
      "  ./zeitgeber query watch P001 --study S1                  and again after every change",
      "  ./zeitgeber query at P001 --study S1 --as-of 2026-01-05T08:40:00Z   what was known then",
      "  ./zeitgeber query alerts P001 --study S1 --open",
      "  ./zeitgeber query inbox --study S1 --unhandled           the study's alerts to work through",
      "  ./zeitgeber query windows P001 --study S1 --as-of 2026-02-01T00:00:00Z   as known at a lock",
      "",
      "`zeitgeber alerts acknowledge|snooze|assign|note|close ALERT --by NAME` does something about them.",
      "",
      "Any gRPC client works too: reflection is on, so that",
      "  grpcurl -plaintext localhost:9090 list",
      "needs no protos.",
      "",
      "Exit codes: 0 answered; 2 wrong usage or nobody of that name; 3 no instance; 4 refused."
    })
final class QueryCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    Main.commandLine(spec).usage(Main.err(spec));
    return Exit.USAGE;
  }
}
