package io.zeitgeber.service.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TokensTest {
  @TempDir private Path dir;

  private final Issuer issuer = new Issuer();

  @Test
  void goodToken_isItsSubjectWithRolesAndScope() throws Exception {
    Tokens tokens = new Tokens(Issuer.accounts(Optional.empty(), Optional.of(file())));
    Caller caller =
        read(tokens, issuer.token("ann", List.of("coordinator", "boss"), List.of("S1"), List.of()));
    assertThat(caller.subject()).isEqualTo("ann");
    assertThat(caller.roles()).containsExactly(Role.COORDINATOR);
    assertThat(caller.organisation()).isEqualTo("Hospital A");
    assertThat(caller.scope().hasStudy("S1")).isTrue();
    assertThat(caller.scope().hasStudy("S2")).isFalse();
    assertThat(caller.scope().hasSite("DE-01")).isFalse();
    assertThat(caller.scope().hasSite(null)).isFalse();
  }

  @Test
  void newKeyInTheFile_isBelieved_andTheOldOneNoMore() throws Exception {
    Path file = file();
    Tokens tokens = new Tokens(Issuer.accounts(Optional.empty(), Optional.of(file)));
    String old = issuer.token(it -> it);
    issuer.rotate();
    issuer.writeTo(file);
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(5)));
    assertThat(read(tokens, issuer.token(it -> it)).subject()).isEqualTo("eve");
    assertThatThrownBy(() -> read(tokens, old)).isInstanceOf(Denied.class);
  }

  @Test
  void newKeyAtTheUrl_isAskedForOnce_andKeptAfterThat() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/keys",
        exchange -> {
          asked.incrementAndGet();
          byte[] keys = issuer.keys().getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, keys.length);
          exchange.getResponseBody().write(keys);
          exchange.close();
        });
    server.start();
    try {
      String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/keys";
      Tokens tokens = new Tokens(Issuer.accounts(Optional.of(url), Optional.empty()));
      for (int call = 0; call < 5; call++) {
        String token = issuer.token("s" + call, List.of("admin"), List.of(), List.of());
        assertThat(read(tokens, token).subject()).isEqualTo("s" + call);
      }
      assertThat(asked).hasValue(1);
      issuer.rotate();
      assertThat(read(tokens, issuer.token(it -> it)).subject()).isEqualTo("eve");
      assertThat(asked).hasValue(2);
    } finally {
      server.stop(0);
    }
  }

  @Test
  void secretKey_isRefusedWhereAPublicOneBelongs() throws IOException {
    Path file =
        Files.writeString(
            dir.resolve("oct"), "{\"keys\":[{\"kty\":\"oct\",\"k\":\"c2VjcmV0\",\"kid\":\"1\"}]}");
    assertThatThrownBy(() -> new Tokens(Issuer.accounts(Optional.empty(), Optional.of(file))))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("public keys only")
        .hasMessageNotContaining("c2VjcmV0");
  }

  @Test
  void blinds_hideMarkedChannelsAndOtherSites() throws Exception {
    Blinds blinds =
        new Blinds(
            Scope.of(List.of("*"), List.of("DE-01")),
            Set.of("location"),
            participant -> participant.equals("P001") ? Optional.of("DE-01") : Optional.empty());
    var state =
        io.zeitgeber.service.query.v1.ParticipantState.newBuilder()
            .setSite("DE-01")
            .addChannels(channel("heart_rate"))
            .addChannels(channel("location"))
            .build();
    var shown = (io.zeitgeber.service.query.v1.ParticipantState) blinds.seen(state).orElseThrow();
    assertThat(shown.getChannelsList()).containsExactly(channel("heart_rate").build());
    assertThat(blinds.seen(state.toBuilder().setSite("DE-02").build())).isEmpty();
    assertThat(blinds.seen(state.toBuilder().clearSite().build())).isEmpty();
    var update =
        io.zeitgeber.service.query.v1.AlertUpdate.newBuilder()
            .setAlert(
                io.zeitgeber.service.query.v1.Alert.newBuilder()
                    .setSite("DE-01")
                    .setChannel("location"))
            .build();
    assertThat(blinds.seen(update)).isEmpty();
    var result =
        io.zeitgeber.service.query.v1.AcknowledgeAlertsResponse.newBuilder()
            .addResults(result("P001"))
            .addResults(result("P002"))
            .build();
    assertThat(blinds.seen(result))
        .contains(result.toBuilder().clearResults().addResults(result("P001")).build());
    var bundle =
        io.zeitgeber.service.query.v1.ExplainAlertResponse.newBuilder()
            .setJson("{\"alert\":{\"channel\":\"location\"}}")
            .build();
    assertThatThrownBy(() -> blinds.seen(bundle)).isInstanceOf(Denied.class);
  }

  private static io.zeitgeber.service.query.v1.AcknowledgeAlertsResponse.Result result(
      String participant) {
    return io.zeitgeber.service.query.v1.AcknowledgeAlertsResponse.Result.newBuilder()
        .setParticipant(participant)
        .build();
  }

  private static io.zeitgeber.service.query.v1.ChannelState.Builder channel(String name) {
    return io.zeitgeber.service.query.v1.ChannelState.newBuilder().setChannel(name);
  }

  @Test
  void rates_giveASecondsWorth_andRefill() {
    Rates rates = new Rates(10);
    for (int call = 0; call < 10; call++) {
      assertThat(rates.takes("ann", 0)).isTrue();
    }
    assertThat(rates.takes("ann", 0)).isFalse();
    assertThat(rates.takes("ben", 0)).isTrue();
    assertThat(rates.takes("ann", 100_000_000)).isTrue();
    assertThat(rates.takes("ann", 100_000_000)).isFalse();
  }

  @Test
  void proof_ofWhoMay_isSubjectAndAccount_andOthersAreRefusedInWords() throws Exception {
    SecuritySettings.Accounts accounts = Issuer.accounts(Optional.empty(), Optional.of(file()));
    String line = "command/journal-adopt";
    List<String> all = List.of("*");
    Proof proof = Proof.of(accounts, issuer.token("mia", List.of("data-manager"), all, all), line);
    assertThat(proof.by()).isEqualTo("mia");
    assertThat(proof.account())
        .isEqualTo(new io.zeitgeber.participant.enrolment.Account("data-manager", "Hospital A"));
    assertThatThrownBy(
            () -> Proof.of(accounts, issuer.token("ann", List.of("coordinator"), all, all), line))
        .isInstanceOf(Proof.Refused.class)
        .hasMessageContaining("roles");
    assertThatThrownBy(
            () ->
                Proof.of(
                    accounts, issuer.token("mia", List.of("admin"), all, List.of("DE-01")), line))
        .isInstanceOf(Proof.Refused.class)
        .hasMessageContaining("sites");
    assertThatThrownBy(() -> Proof.of(accounts, Issuer.unsigned(), line))
        .isInstanceOf(Proof.Refused.class);
  }

  private Path file() throws IOException {
    return issuer.writeTo(dir.resolve("jwks"));
  }

  private static Caller read(Tokens tokens, String token) throws Denied {
    return tokens.read(token, Instant.now()).caller();
  }
}
