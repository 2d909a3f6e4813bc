package io.zeitgeber.service.decode;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.zeitgeber.participant.enrolment.Enrolment;
import io.zeitgeber.participant.observation.Flaw;
import io.zeitgeber.participant.observation.Origin;
import io.zeitgeber.participant.observation.Originals;
import io.zeitgeber.participant.observation.Refusal;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the records of the topic {@code participants}. They are rare, so a tree of each may be
 * built. Unknown fields are ignored; a field twice anywhere, known or not, is refused.
 */
public final class EnrolmentDecoder {
  private static final String STUDY = "default";
  private static final int MOST_DIGITS = 1000;

  private final int maxRecordBytes;
  private final ObjectReader trees;

  public EnrolmentDecoder(DecodeSettings settings) {
    maxRecordBytes = settings.maxRecordBytes();
    trees =
        new ObjectMapper(StrictParse.factory(maxRecordBytes, MOST_DIGITS))
            .reader()
            .with(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);
  }

  /**
   * Decodes one record.
   *
   * @param value the record's bytes; null for a tombstone
   * @return an enrolment for its participant, or the record for the quarantine where none is named
   */
  public EnrolmentFate decode(byte @Nullable [] value, Origin origin, long receivedMicros) {
    byte[] bytes = value == null ? new byte[0] : value;
    if (bytes.length == 0) {
      return refused(
          Refusal.EMPTY_RECORD, "the record has no bytes", bytes, origin, receivedMicros);
    }
    if (bytes.length > maxRecordBytes) {
      String detail = "the record has more than " + maxRecordBytes + " bytes";
      return refused(Refusal.TOO_LARGE, detail, bytes, origin, receivedMicros);
    }
    try {
      JsonNode tree = StrictParse.isUtf8Object(bytes, 0, bytes.length) ? tree(bytes) : null;
      return tree == null
          ? refused(Refusal.BAD_JSON, StrictParse.NOT_JSON.detail(), bytes, origin, receivedMicros)
          : enrolled(tree, bytes, origin, receivedMicros);
    } catch (MismatchedInputException _) { // the one cause left: a name twice in an object
      String detail = "a field is there more than once in one object";
      return refused(Refusal.DUPLICATE_FIELD, detail, bytes, origin, receivedMicros);
    }
  }

  private @Nullable JsonNode tree(byte[] bytes) throws MismatchedInputException {
    try (JsonParser json = trees.createParser(bytes)) {
      JsonNode tree = trees.readTree(json);
      return tree != null && tree.isObject() && json.nextToken() == null ? tree : null;
    } catch (MismatchedInputException e) {
      throw e;
    } catch (JsonProcessingException _) {
      return null; // malformed, nested too deep, or a number of more than 1000 digits
    } catch (IOException e) {
      throw new UncheckedIOException("An array cannot fail to be read", e);
    }
  }

  private EnrolmentFate enrolled(JsonNode tree, byte[] bytes, Origin origin, long receivedMicros) {
    JsonNode study = tree.path("study");
    JsonNode participant = tree.path("participant");
    String studyId = study.isMissingNode() || study.isNull() ? STUDY : id(study);
    String participantId = id(participant);
    if (studyId == null) {
      return refused(Refusal.BAD_ID, Field.STUDY, bytes, origin, receivedMicros);
    }
    if (participant.isMissingNode() || participant.isNull()) {
      String detail = Field.PARTICIPANT.text + ": missing";
      return refused(Refusal.MISSING_FIELD, detail, bytes, origin, receivedMicros);
    }
    if (participantId == null) {
      return refused(Refusal.BAD_ID, Field.PARTICIPANT, bytes, origin, receivedMicros);
    }
    Originals originals = offset -> offset == origin.offset() ? bytes.clone() : null;
    Enrolment enrolment = new EnrolmentFields(tree).read(origin, receivedMicros, originals);
    return new Enrolled(studyId, participantId, enrolment);
  }

  private static @Nullable String id(JsonNode node) {
    return node.isTextual() && Ids.valid(node.textValue()) ? node.textValue() : null;
  }

  private static Quarantined refused(
      Refusal reason, Field field, byte[] bytes, Origin origin, long receivedMicros) {
    String detail = field.text + ": expected " + field.expected;
    return refused(reason, detail, bytes, origin, receivedMicros);
  }

  private static Quarantined refused(
      Refusal reason, String detail, byte[] bytes, Origin origin, long receivedMicros) {
    Flaw flaw = new Flaw(reason, detail);
    return new Quarantined(origin.offset(), receivedMicros, flaw, null, null, bytes);
  }
}
