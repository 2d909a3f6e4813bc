package io.zeitgeber.service.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zeitgeber.service.node.NodeSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SettingsTest {
  @TempDir private Path dir;

  private final Map<String, String> environment = new HashMap<>();
  private final Map<String, Object> commandLine = new HashMap<>();

  @Test
  void nothingSaid_runsEverythingHereOnTheUsualPorts() {
    UpSettings settings = read(Optional.empty());
    assertThat(settings.kafka()).isEmpty();
    assertThat(settings.postgres()).isEmpty();
    assertThat(settings.ports())
        .isEqualTo(
            new UpSettings.Ports(usual(9092), usual(5432), usual(8080), usual(9090), usual(17355)));
    assertThat(settings.topics().observations()).containsExactly("observations");
  }

  @ParameterizedTest
  @CsvSource({
    "http.host, 0.0.0.0, zeitgeber.security.tls.certificate",
    "grpc.host, 0.0.0.0, zeitgeber.security.accounts.issuer",
    "cluster.host, 0.0.0.0, zeitgeber.cluster.tls.certificate",
    "grpc.host, '::', zeitgeber.security.accounts.issuer"
  })
  void openPort_withoutTlsAndAccounts_isRefusedWithWhatToSet(
      String key, String host, String remedy) {
    commandLine.put(key, host);
    assertThatThrownBy(() -> read(Optional.empty()))
        .isInstanceOf(SettingsError.class)
        .hasMessageContaining("zeitgeber." + key)
        .hasMessageContaining("is not loopback")
        .hasMessageContaining(remedy);
  }

  @Test
  void openPorts_withTlsAndAccounts_areTaken() throws IOException {
    Path any = Files.writeString(dir.resolve("any.pem"), "");
    for (String key :
        new String[] {
          "security.tls.certificate",
          "security.tls.key",
          "security.accounts.keys-file",
          "cluster.tls.certificate",
          "cluster.tls.key",
          "cluster.tls.authority"
        }) {
      commandLine.put(key, any.toString());
    }
    commandLine.put("security.accounts.issuer", "https://issuer.example");
    for (String server : new String[] {"http", "grpc", "cluster"}) {
      commandLine.put(server + ".host", "0.0.0.0");
    }
    UpSettings settings = read(Optional.empty());
    assertThat(settings.security().accounts()).isPresent();
    assertThat(settings.clusterTls()).isPresent();
    commandLine.put("security.accounts.issuer", "");
    commandLine.put("security.accounts.keys-file", "");
    assertThatThrownBy(() -> read(Optional.empty())).isInstanceOf(SettingsError.class);
  }

  @ParameterizedTest
  @CsvSource({"none", "HS256", "HS512", "EdDSA"})
  void algorithmThatIsNoPublicKeySignature_isRefused(String algorithm) throws IOException {
    Path any = Files.writeString(dir.resolve("any.json"), "");
    commandLine.put("security.accounts.issuer", "https://issuer.example");
    commandLine.put("security.accounts.keys-file", any.toString());
    commandLine.put("security.accounts.algorithms", java.util.List.of(algorithm));
    assertThatThrownBy(() -> read(Optional.empty()))
        .isInstanceOf(SettingsError.class)
        .hasMessageContaining("signatures of public keys only");
  }

  @Test
  void keysOverPlainHttp_fromAnotherMachine_areRefused() {
    commandLine.put("security.accounts.issuer", "https://issuer.example");
    commandLine.put("security.accounts.jwks-url", "http://192.0.2.1/keys");
    assertThatThrownBy(() -> read(Optional.empty()))
        .isInstanceOf(SettingsError.class)
        .hasMessageContaining("https");
  }

  @Test
  void laterSources_winOverEarlierOnes() throws IOException {
    Optional<Path> file =
        file("zeitgeber { kafka { bootstrap = \"file:1\", port = 1 }, http.port = 2 }");
    assertThat(read(file).kafka()).contains("file:1");
    environment.put("ZEITGEBER_KAFKA", "environment:1");
    assertThat(read(file).kafka()).contains("environment:1");
    commandLine.put("kafka.bootstrap", "option:1");
    assertThat(read(file).kafka()).contains("option:1");
    assertThat(read(file).ports().http()).isEqualTo(new UpSettings.Port(2, true));
    assertThat(read(file).ports().grpc()).isEqualTo(usual(9090));
  }

  @Test
  void ownerAndService_asTheEnvironmentNamesThem_areApart() throws IOException {
    Path secret = dir.resolve("secret");
    Files.writeString(secret, "p w\n");
    environment.put("ZEITGEBER_POSTGRES_URL", "jdbc:postgresql://db/trial");
    environment.put("ZEITGEBER_POSTGRES_USER", "svc");
    environment.put("ZEITGEBER_POSTGRES_PASSWORD_FILE", secret.toString());
    environment.put("ZEITGEBER_POSTGRES_OWNER_USER", "own");
    environment.put("ZEITGEBER_POSTGRES_OWNER_PASSWORD", "o");
    UpSettings settings = read(Optional.empty());
    NodeSettings node = settings.node("k:1", settings.postgres().orElseThrow(), 7);
    assertThat(node.database())
        .isEqualTo(new NodeSettings.Database("jdbc:postgresql://db/trial", "svc", "p w", 10));
    assertThat(node.owner())
        .isEqualTo(new NodeSettings.Database("jdbc:postgresql://db/trial", "own", "o", 2));
    assertThat(node.kafka()).containsEntry("bootstrap.servers", "k:1");
    assertThat(node.remoting().port()).isEqualTo(7);
    assertThat(settings.toString()).doesNotContain("p w");
  }

  @Test
  void kafkaProperties_fromFileAndEnvironment_passThroughUnchanged() throws IOException {
    Path client = dir.resolve("client.properties");
    Files.writeString(client, "sasl.mechanism=PLAIN\nssl.truststore.password=a=b\n");
    environment.put("ZEITGEBER_KAFKA_CONFIG", client.toString());
    UpSettings settings = read(file("zeitgeber.kafka.properties { security.protocol = SASL_SSL }"));
    assertThat(settings.kafkaProperties())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "sasl.mechanism", "PLAIN",
                "ssl.truststore.password", "a=b",
                "security.protocol", "SASL_SSL"));
  }

  @Test
  void protocols_inTheDataDirectory_areRead() throws IOException {
    Path protocols = Files.createDirectory(dir.resolve("protocols"));
    Files.writeString(protocols.resolve("s1.conf"), "id = s1");
    Files.writeString(protocols.resolve("notes.txt"), "no protocol");
    assertThat(read(Optional.empty()).protocols()).containsExactly(Map.entry("s1.conf", "id = s1"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          zeitgeber.ingest.workers = 0             | zeitgeber.ingest.workers (  | from 1 to 64, but is 0
          zeitgeber.ingest.workers = many          | site.conf: 1                | whole number
          zeitgeber.ingest.slice-bytes = 3         | zeitgeber.ingest.slice-bytes| bytes, but is 3
          zeitgeber.journal.writer.writers = 0     | zeitgeber.journal.writer.wri| from 1 to 16, but is 0
          zeitgeber.journal.writer.max-backoff=1ms | journal.writer.max-backoff  | at least 100 ms
          zeitgeber.ingest.wrokers = 2             | zeitgeber.ingest.wrokers    | is not known
          zeitgebr.ingest.workers = 2              | zeitgebr                    | zeitgeber { … }
          zeitgeber.topics.observations = []       | zeitgeber.topics.observatio | must name a topic
          zeitgeber.topics.received-is-device=[x]  | received-is-device          | only name topics of
          zeitgeber.topics.alerts = "a b"          | zeitgeber.topics.alerts     | A-Z
          zeitgeber.postgres.url = "mysql:x"       | zeitgeber.postgres.url      | jdbc:postgresql://
          zeitgeber.cluster.join = "h:1"           | h:1                         | --kafka and --postgres
          zeitgeber {                              | site.conf                   | not HOCON
          """)
  void wrongSetting_isNamedWithItsPlaceAndRemedy(String text, String place, String remedy)
      throws IOException {
    Optional<Path> file = file(text);
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(SettingsError.class)
        .hasMessageContaining(place)
        .hasMessageContaining(remedy);
  }

  @Test
  void wrongEnvironment_isNamedByItsVariable() {
    environment.put("ZEITGEBER_POSTGRES_PASSWORD_FILE", dir.resolve("none").toString());
    assertThatThrownBy(() -> read(Optional.empty()))
        .isInstanceOf(SettingsError.class)
        .hasMessageContaining("ZEITGEBER_POSTGRES_PASSWORD_FILE");
    environment.clear();
    environment.put("ZEITGEBER_KAFKA_CONFIG", dir.resolve("none").toString());
    assertThatThrownBy(() -> read(Optional.empty()))
        .isInstanceOf(SettingsError.class)
        .hasMessageContaining("ZEITGEBER_KAFKA_CONFIG");
    environment.clear();
    environment.put("ZEITGEBER_POSTGRES_URL", "postgres://x");
    assertThatThrownBy(() -> read(Optional.empty()))
        .isInstanceOf(SettingsError.class)
        .hasMessageContaining("zeitgeber.postgres.url (ZEITGEBER_POSTGRES_URL)");
  }

  private UpSettings read(Optional<Path> file) {
    return Settings.read(
        new Settings.Sources(dir, file, Optional.empty(), environment, commandLine));
  }

  private Optional<Path> file(String text) throws IOException {
    Path file = dir.resolve("site.conf");
    Files.writeString(file, text);
    return Optional.of(file);
  }

  private static UpSettings.Port usual(int number) {
    return new UpSettings.Port(number, false);
  }
}
