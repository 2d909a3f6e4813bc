package io.zeitgeber.service.query;

import com.google.protobuf.util.Durations;
import com.google.rpc.Code;
import io.zeitgeber.persistence.database.Database;
import io.zeitgeber.persistence.timeline.TimelineReader;
import io.zeitgeber.service.journal.EntityId;
import io.zeitgeber.service.query.v1.ListAlertsRequest;
import io.zeitgeber.service.query.v1.ListAlertsResponse;
import io.zeitgeber.service.query.v1.ListWindowsRequest;
import io.zeitgeber.service.query.v1.StreamTimelineRequest;
import io.zeitgeber.service.query.v1.TimelineEntry;
import io.zeitgeber.service.query.v1.Window;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What the stores know about a range of event time. */
final class History {
  /** More is asked for in parts: an answer is gathered before a slow reader gets it. */
  private static final int MOST_ENTRIES = 200_000;

  private static final int MOST_CHANNELS = 128;

  private final Sources sources;
  private final Database database;

  History(Sources sources) {
    this.sources = sources;
    this.database = new Database(sources.database());
  }

  /** Windows as the stores have them, part by part. */
  Calls.Parts<Window> windows(ListWindowsRequest request) {
    return new WindowsStore(database)
        .parts(
            Asked.who(request.getId()),
            Asked.from(request.getRange()),
            Asked.until(request.getRange()),
            channels(request.getChannelsList()),
            seconds(request));
  }

  /** Windows as they were known then. */
  List<Window> windowsThen(ListWindowsRequest request) {
    List<Window> windows = new ArrayList<>();
    PastHistory.Question question =
        new PastHistory.Question(
            Asked.who(request.getId()),
            Asked.from(request.getRange()),
            Asked.until(request.getRange()),
            channels(request.getChannelsList()),
            request.getAsOf());
    new PastHistory(sources).windows(question, seconds(request), windows::add);
    return windows;
  }

  private static int seconds(ListWindowsRequest request) {
    long seconds = request.hasSize() ? Durations.toSeconds(request.getSize()) : 0;
    if (request.hasSize() && seconds != 60 && seconds != 3600 && seconds != 86400) {
      throw Failures.badField("size", "expected 60 s, 3600 s or 86400 s");
    }
    return (int) seconds;
  }

  List<TimelineEntry> timeline(StreamTimelineRequest request) {
    EntityId who = Asked.who(request.getId());
    List<TimelineEntry> entries = new ArrayList<>();
    if (request.hasAsOf()) {
      PastHistory.Question question =
          new PastHistory.Question(
              who,
              Asked.from(request.getRange()),
              Asked.until(request.getRange()),
              channels(request.getChannelsList()),
              request.getAsOf());
      new PastHistory(sources).timeline(question, entry -> entries.add(entry(entry)));
      return entries;
    }
    new TimelineReader(sources.database())
        .rows(
            new TimelineReader.Question(
                who.study(),
                who.participant(),
                Asked.from(request.getRange()),
                Asked.until(request.getRange()),
                channels(request.getChannelsList())),
            entry -> {
              if (entries.size() == MOST_ENTRIES) {
                throw Failures.coded(
                    Code.RESOURCE_EXHAUSTED,
                    "TOO_MUCH",
                    "more than " + MOST_ENTRIES + " entries: ask for a shorter range");
              }
              entries.add(entry(entry));
            });
    return entries;
  }

  private static List<String> channels(List<String> names) {
    if (names.size() > MOST_CHANNELS) {
      throw Failures.badField("channels", "expected at most " + MOST_CHANNELS);
    }
    names.forEach(name -> Asked.id("channels", name));
    return List.copyOf(names);
  }

  private static TimelineEntry entry(io.zeitgeber.persistence.timeline.TimelineEntry it) {
    TimelineEntry.Builder entry =
        TimelineEntry.newBuilder()
            .setChannel(it.channel())
            .setDevice(it.device())
            .setStart(StateProto.time(it.startMicros()))
            .setEnd(StateProto.time(it.endMicros()))
            .setFinality(PastHistory.finality(it.state()))
            .setVersion(it.version())
            .setChosen(it.chosen());
    if (it.value() != null) {
      entry.setValue(it.value());
    }
    if (it.code() != null) {
      entry.setCode(it.code());
    }
    if (it.unit() != null) {
      entry.setUnit(it.unit());
    }
    if (it.uncertaintyMicros() != null) {
      entry.setUncertainty(Durations.fromMicros(it.uncertaintyMicros()));
    }
    if (it.rule() != null) {
      entry.setRule(it.rule());
    }
    return entry.build();
  }

  ListAlertsResponse alerts(ListAlertsRequest request) {
    EntityId who = Asked.who(request.getId());
    int size = Asked.page(request.getPageSize());
    Instant from = Asked.from(request.getRange());
    Instant until = Asked.until(request.getRange());
    AlertsStore.Happened after =
        AlertsStore.after(Asked.token("page_token", request.getPageToken(), 4), from);
    boolean open = request.getOpenOnly();
    List<AlertsStore.Happened> page =
        request.hasAsOf()
            ? AlertsStore.page(
                new Past(sources).known(who, request.getAsOf(), AlertsStore::isOfInterest),
                who,
                from,
                until,
                open,
                after,
                size + 1)
            : new AlertsStore(database).page(who, from, until, open, after, size + 1);
    ListAlertsResponse.Builder response = ListAlertsResponse.newBuilder();
    page.stream().limit(size).forEach(each -> response.addAlerts(AlertMessage.of(each.json())));
    if (page.size() > size) {
      response.setNextPageToken(Asked.token(page.get(size - 1).place()));
    }
    return response.build();
  }
}
