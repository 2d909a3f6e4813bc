package io.zeitgeber.service.security;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * What of an answer somebody may see: nothing of other studies and sites, and, where they are
 * blinded, nothing of the channels that the study's protocol marks as unblinding. Works on any
 * message of ours by the names of its fields.
 *
 * @param scope limits lists; participants' own answers were checked before
 * @param hidden channels
 * @param siteOf where a participant is whose site a message does not tell
 */
record Blinds(Scope scope, Set<String> hidden, Function<String, Optional<String>> siteOf) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Fields that tell of a channel without naming it in a field of their own. */
  private static final Map<String, String> TELLS =
      Map.of("battery_percent", "battery", "worn_hours", "wear", "wear", "wear", "days", "wear");

  /** Fields that tell of every channel together. */
  private static final Set<String> COUNTS = Set.of("open_alerts");

  boolean areOpen() {
    return scope.equals(Scope.EVERYTHING) && hidden.isEmpty();
  }

  /** The message as it may be seen; empty: nothing of it. */
  Optional<Message> seen(Message message) throws Denied {
    if (areOpen()) {
      return Optional.of(message);
    }
    if (isElsewhere(message) || hidden.contains(Aim.text(message, "channel"))) {
      return Optional.empty();
    }
    refuseHiddenJson(message);
    Message.Builder shown = message.toBuilder();
    for (FieldDescriptor field : message.getAllFields().keySet()) {
      if (isTelling(field)) {
        shown.clearField(field);
      } else if (field.getName().equals("sites") && field.isRepeated()) {
        shown.setField(
            field,
            ((List<?>) message.getField(field))
                .stream().filter(site -> scope.hasSite(site.toString())).toList());
      } else if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
          && !field.isMapField()
          && !show(message, field, shown)) {
        return Optional.empty();
      }
    }
    return Optional.of(shown.build());
  }

  /** Whether anything may be left: what is about something hidden is hidden itself. */
  private boolean show(Message message, FieldDescriptor field, Message.Builder shown)
      throws Denied {
    if (!field.isRepeated()) {
      Optional<Message> one = seen((Message) message.getField(field));
      one.ifPresent(it -> shown.setField(field, it));
      return one.isPresent();
    }
    List<Message> left = new ArrayList<>();
    for (Object each : (List<?>) message.getField(field)) {
      seen((Message) each).ifPresent(left::add);
    }
    shown.setField(field, left);
    return true;
  }

  /** A message that is of another study, of another site, or of a participant of one. */
  private boolean isElsewhere(Message message) {
    String study = Aim.text(message, "study");
    if (!study.isEmpty() && !scope.hasStudy(study)) {
      return true;
    }
    FieldDescriptor site = message.getDescriptorForType().findFieldByName("site");
    if (site != null && site.hasPresence()) {
      return !scope.hasSite(message.hasField(site) ? (String) message.getField(site) : null);
    }
    String participant = Aim.text(message, "participant");
    return scope.sites().isPresent()
        && !participant.isEmpty()
        && !scope.hasSite(siteOf.apply(participant).orElse(null));
  }

  private boolean isTelling(FieldDescriptor field) {
    if (hidden.isEmpty()) {
      return false;
    }
    String told = TELLS.get(field.getName());
    return told == null
        ? COUNTS.contains(field.getName())
            && field.getJavaType() != FieldDescriptor.JavaType.MESSAGE
        : hidden.contains(told);
  }

  /** Evidence bundles are JSON: all of one is about one channel. */
  private void refuseHiddenJson(Message message) throws Denied {
    String json = Aim.text(message, "json");
    if (hidden.isEmpty() || json.isEmpty()) {
      return;
    }
    try {
      if (names(JSON.readTree(json))) {
        throw Denied.forbidden("BLINDED", "the protocol hides this channel from this role");
      }
    } catch (IOException broken) {
      throw Denied.forbidden("BLINDED", "it cannot be told whether this role may see it");
    }
  }

  private boolean names(JsonNode tree) {
    for (JsonNode channel : tree.findValues("channel")) {
      if (hidden.contains(channel.asText())) {
        return true;
      }
    }
    return false;
  }
}
