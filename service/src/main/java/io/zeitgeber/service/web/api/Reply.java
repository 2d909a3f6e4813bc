package io.zeitgeber.service.web.api;

import com.google.protobuf.Message;
import com.sun.net.httpserver.HttpExchange;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/** Writes what comes of a call. */
final class Reply {
  /** A quiet stream says so: otherwise nobody would notice that its reader has gone. */
  private static final Duration QUIET = Duration.ofSeconds(5);

  private final HttpExchange exchange;

  Reply(HttpExchange exchange) {
    this.exchange = exchange;
  }

  /** Something that writes a body. */
  interface Body {
    void write(OutputStream to) throws IOException, InterruptedException;
  }

  boolean accepts(String type) {
    String accepted = exchange.getRequestHeaders().getFirst("Accept");
    return accepted != null && accepted.contains(type);
  }

  void fail(Failure failure) throws IOException {
    json(failure.http(), MessageJson.text(failure.json()));
  }

  /** The one message that a call answers with. */
  void single(Incoming incoming) throws IOException, InterruptedException {
    Optional<Message> message = Optional.empty();
    while (true) {
      switch (await(incoming)) {
        case Incoming.Came(Message it) -> message = Optional.of(it);
        case Incoming.Ended(var status, var trailers) -> {
          if (status.isOk() && message.isPresent()) {
            json(200, MessageJson.line(message.get()));
          } else {
            fail(Failure.of(status, trailers));
          }
          return;
        }
      }
    }
  }

  /** All messages; where the first thing that comes is an error, only that. */
  void stream(Incoming incoming) throws IOException, InterruptedException {
    Optional<Incoming.Event> first = incoming.next(QUIET);
    if (first.isPresent()
        && first.get() instanceof Incoming.Ended(var status, var trailers)
        && !status.isOk()) {
      fail(Failure.of(status, trailers));
      return;
    }
    boolean events = accepts("text/event-stream");
    exchange
        .getResponseHeaders()
        .set("Content-Type", events ? "text/event-stream" : "application/x-ndjson");
    exchange.sendResponseHeaders(200, 0);
    OutputStream out = new BufferedOutputStream(exchange.getResponseBody(), 1 << 15);
    Optional<Incoming.Event> next = first;
    while (true) {
      if (next.isEmpty()) {
        write(out, events ? ":\n\n" : "\n");
      } else if (next.get() instanceof Incoming.Came(Message message)) {
        write(out, line(events, "", MessageJson.line(message)));
      } else if (next.get() instanceof Incoming.Ended(var status, var trailers)) {
        if (!status.isOk()) {
          String error = MessageJson.text(Failure.of(status, trailers).json());
          write(out, line(events, "event: error\n", error));
        }
        out.flush();
        return;
      }
      next = incoming.next(Duration.ZERO);
      if (next.isEmpty()) {
        out.flush();
        next = incoming.next(QUIET);
      }
    }
  }

  private static String line(boolean events, String kind, String json) {
    return events ? kind + "data: " + json + "\n\n" : json + "\n";
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
  }

  /** A file to keep. */
  void csv(Body body, String name) throws IOException, InterruptedException {
    exchange.getResponseHeaders().set("Content-Type", "text/csv; charset=utf-8");
    exchange
        .getResponseHeaders()
        .set("Content-Disposition", "attachment; filename=\"" + name + ".csv\"");
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream out = new BufferedOutputStream(exchange.getResponseBody(), 1 << 15)) {
      body.write(out);
    }
  }

  private void json(int status, String json) throws IOException {
    byte[] body = (json + "\n").getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }

  /** Deadlines end a call; nothing else needs a limit here. */
  static Incoming.Event await(Incoming incoming) throws InterruptedException {
    while (true) {
      Optional<Incoming.Event> next = incoming.next(QUIET);
      if (next.isPresent()) {
        return next.get();
      }
    }
  }
}
