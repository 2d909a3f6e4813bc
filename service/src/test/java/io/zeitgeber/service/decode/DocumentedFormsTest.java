package io.zeitgeber.service.decode;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.zeitgeber.participant.observation.Origin;
import io.zeitgeber.participant.observation.Refusal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What the documentation says of records is what the decoders do. */
final class DocumentedFormsTest {
  private static final Path DOCS =
      Path.of(System.getProperty("zeitgeber.root", "..")).resolve("docs");
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void everyReason_isExplained_andInTheSchema() throws IOException {
    String reasons = Files.readString(DOCS.resolve("reasons.md"));
    String[] names = Arrays.stream(Refusal.values()).map(Refusal::name).toArray(String[]::new);
    assertThat(names).allSatisfy(name -> assertThat(reasons).contains("| `" + name + "` |"));
    JsonNode listed = schema("quarantine").at("/properties/reason/enum");
    // What people ask for is answered when it is refused, and never quarantined.
    String[] ofRecords =
        Arrays.stream(names)
            .filter(name -> Refusal.valueOf(name).compareTo(Refusal.UNKNOWN_ALERT) < 0)
            .toArray(String[]::new);
    assertThat(listed).extracting(JsonNode::asText).containsExactlyInAnyOrder(ofRecords);
  }

  @Test
  void everyField_isInTheSchema() throws IOException {
    JsonNode properties = schema("observations").get("properties");
    assertThat(properties.propertyStream().map(field -> field.getKey()))
        .containsExactlyInAnyOrder(
            Arrays.stream(Field.values()).map(field -> field.text).toArray(String[]::new));
  }

  @Test
  void everyExample_isASoundRecord() throws IOException {
    for (JsonNode example : schema("observations").get("examples")) {
      assertThat(Decoding.batch(example.toString()).flaws()).as(example.toString()).isNull();
      assertThat(Decoding.batch(example.toString()).extras()).as(example.toString()).isNull();
    }
    EnrolmentDecoder decoder = new EnrolmentDecoder(DecodeSettings.STANDARD);
    Origin origin = new Origin(new UUID(0, 1), "participants", 0, 0);
    for (JsonNode example : schema("participants").get("examples")) {
      byte[] bytes = example.toString().getBytes(StandardCharsets.UTF_8);
      assertThat(decoder.decode(bytes, origin, 0))
          .isInstanceOfSatisfying(
              Enrolled.class, enrolled -> assertThat(enrolled.enrolment().flaw()).isNull());
    }
  }

  private static JsonNode schema(String name) throws IOException {
    return JSON.readTree(Files.readString(DOCS.resolve("schemas/" + name + ".schema.json")));
  }
}
