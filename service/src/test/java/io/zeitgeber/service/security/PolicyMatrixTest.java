package io.zeitgeber.service.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.grpc.BindableService;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.zeitgeber.persistence.access.Access;
import io.zeitgeber.service.health.Health;
import io.zeitgeber.service.query.Queries;
import io.zeitgeber.service.web.Answering;
import io.zeitgeber.service.web.GrpcEndpoint;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Every method of our services as it is bound × every role × scopes × good and forged tokens. The
 * services are the real ones of a node that has nothing to answer from yet: whoever is let through
 * hears that it is starting.
 */
@Execution(ExecutionMode.CONCURRENT)
final class PolicyMatrixTest {
  @TempDir private static Path dir;

  private static final Issuer ISSUER = new Issuer();
  private static final List<Access> LOGGED = new CopyOnWriteArrayList<>();
  private static final Map<String, MethodDescriptor<?, ?>> METHODS = new LinkedHashMap<>();

  private static Guard guard;
  private static GrpcEndpoint server;
  private static ManagedChannel channel;

  @BeforeAll
  static void start() throws Exception {
    guard =
        Guard.open(Issuer.settings(ISSUER.writeTo(dir.resolve("jwks"))), new SimpleMeterRegistry());
    guard.answerFor(
        new Backing(
            new AccessWriter(LOGGED::addAll, new SimpleMeterRegistry()),
            (study, participant) ->
                switch (participant) {
                  case "P001" -> Optional.of(new Backing.Place(Optional.of("DE-01")));
                  case "P000" -> Optional.of(new Backing.Place(Optional.empty()));
                  default -> Optional.empty();
                },
            study -> Set.of("location"),
            "node"));
    List<BindableService> services = new Queries().services();
    server =
        GrpcEndpoint.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            new Health(),
            new Answering(services, guard.interceptors()),
            Optional.empty(),
            Duration.ofMinutes(1));
    channel = NettyChannelBuilder.forAddress("127.0.0.1", server.port()).usePlaintext().build();
    List<BindableService> bound = new ArrayList<>(services);
    bound.add(new HealthStatusManager().getHealthService());
    bound.add(ProtoReflectionServiceV1.newInstance());
    for (BindableService service : bound) {
      for (ServerMethodDefinition<?, ?> method : service.bindService().getMethods()) {
        MethodDescriptor<?, ?> it = method.getMethodDescriptor();
        METHODS.put(it.getFullMethodName(), it);
      }
    }
  }

  @AfterAll
  static void stop() {
    channel.shutdownNow();
    server.close();
    guard.close();
  }

  @Test
  void everyMethod_hasALineInThePolicy_andEveryLineAMethod() {
    Set<String> lines = new LinkedHashSet<>();
    Policy.read().rules().forEach(rule -> lines.add(rule.method()));
    lines.removeIf(PolicyMatrixTest::isNoMethod);
    assertThat(lines)
        .containsExactlyInAnyOrderElementsOf(
            METHODS.keySet().stream().map(Policy::shortName).toList());
  }

  /** What is done over HTTP or by a command stands in the same table. */
  private static boolean isNoMethod(String line) {
    return line.startsWith("http/") || line.startsWith("command/");
  }

  @Test
  void policy_isPrintedInTheDocumentation() throws Exception {
    Path root = Path.of(System.getProperty("zeitgeber.root", ".."));
    String printed = Files.readString(root.resolve("docs/security.md"), StandardCharsets.UTF_8);
    try (var policy = Policy.class.getResourceAsStream("policy.txt")) {
      assertThat(policy).isNotNull();
      assertThat(printed)
          .contains(new String(policy.readAllBytes(), StandardCharsets.UTF_8).strip());
    }
  }

  @Test
  void everyMethodRoleAndScope_isAllowedExactlyAsThePolicySays() {
    List<String> wrong = new ArrayList<>();
    int asked = 0;
    for (Policy.Rule rule : Policy.read().rules()) {
      for (Role role : Role.values()) {
        for (Sight sight : Sight.values()) {
          if (isNoMethod(rule.method())) {
            continue;
          }
          boolean expected =
              rule.what() == Policy.What.OPEN
                  || (rule.roles().contains(role) && sight.sees(rule.about()));
          Status.Code code = ask(rule.method(), "P001", token(role, sight));
          boolean allowed =
              code != Status.Code.PERMISSION_DENIED && code != Status.Code.UNAUTHENTICATED;
          asked++;
          if (allowed != expected) {
            wrong.add(rule.method() + " as " + role.label() + " " + sight + ": " + code);
          }
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(asked).isGreaterThan(25 * 6 * 6);
  }

  @Test
  void participantWithoutASite_isSeenByNobodyWhoIsLimitedToSites() {
    for (String participant : List.of("P000", "unheard-of")) {
      for (Policy.Rule rule : Policy.read().rules()) {
        if (rule.about() == Policy.About.PARTICIPANT) {
          for (Role role : rule.roles()) {
            assertThat(ask(rule.method(), participant, token(role, Sight.THEIR_SITE)))
                .as("%s as %s on %s", rule.method(), role, participant)
                .isEqualTo(Status.Code.PERMISSION_DENIED);
          }
        }
      }
    }
  }

  @Test
  void noTokenAndForgedOnes_areNobody_atEveryMethod() {
    Map<String, Optional<String>> tokens = new LinkedHashMap<>();
    tokens.put("none", Optional.empty());
    tokens.put("expired", Optional.of(ISSUER.token(it -> it.expirationTime(seconds(-60)))));
    tokens.put("no expiry", Optional.of(ISSUER.token(it -> it.expirationTime(null))));
    tokens.put("not yet", Optional.of(ISSUER.token(it -> it.notBeforeTime(seconds(600)))));
    tokens.put("another's key", Optional.of(new Issuer().token(it -> it)));
    tokens.put("alg=none", Optional.of(Issuer.unsigned()));
    tokens.put("HS256 with the public key", Optional.of(ISSUER.signedWithThePublicKey()));
    tokens.put("another audience", Optional.of(ISSUER.token(it -> it.audience("other"))));
    tokens.put("another issuer", Optional.of(ISSUER.token(it -> it.issuer("https://evil"))));
    tokens.put("nobody's", Optional.of(ISSUER.token(it -> it.subject(null))));
    tokens.put("rubbish", Optional.of("rubbish"));
    String good = ISSUER.token(it -> it);
    tokens.put("one byte changed", Optional.of(good.substring(0, good.length() - 6) + "AAAAAA"));
    tokens.forEach(
        (what, token) -> {
          for (Policy.Rule rule : Policy.read().rules()) {
            if (rule.what() != Policy.What.OPEN && !isNoMethod(rule.method())) {
              assertThat(ask(rule.method(), "P001", token))
                  .as("%s with a token: %s", rule.method(), what)
                  .isEqualTo(Status.Code.UNAUTHENTICATED);
            }
          }
        });
  }

  @Test
  void noRoleAndUnknownOnes_mayDoNothing() {
    for (List<String> roles : List.of(List.<String>of(), List.of("root", "Admin"))) {
      String token = ISSUER.token("mallory", roles, List.of("*"), List.of("*"));
      for (Policy.Rule rule : Policy.read().rules()) {
        if (rule.what() != Policy.What.OPEN && !isNoMethod(rule.method())) {
          assertThat(ask(rule.method(), "P001", Optional.of(token)))
              .as(rule.method())
              .isEqualTo(Status.Code.PERMISSION_DENIED);
        }
      }
    }
  }

  @Test
  void writes_areLoggedBeforeTheyAreAnswered_andFreeTextNever() {
    String token = ISSUER.token("writer", List.of("coordinator"), List.of("S1"), List.of("DE-01"));
    Status.Code code = ask("ParticipantService/SetThresholds", "P001", Optional.of(token));
    assertThat(LOGGED.stream().filter(line -> line.subject().equals("writer")))
        .singleElement()
        .satisfies(
            line -> {
              assertThat(line.action()).isEqualTo(Access.Action.WRITE);
              assertThat(line.role()).isEqualTo("coordinator");
              assertThat(line.organisation()).isEqualTo("Hospital A");
              assertThat(line.authenticated()).isTrue();
              assertThat(line.study()).isEqualTo("S1");
              assertThat(line.participant()).isEqualTo("P001");
              assertThat(line.outcome()).isEqualTo(code.name());
              assertThat(line.peer()).isEqualTo("127.0.0.1");
              assertThat(line.toString()).doesNotContain("canary");
            });
  }

  private enum Sight {
    EVERYTHING("*", "*"),
    THEIR_STUDY("S1", "*"),
    THEIR_SITE("S1", "DE-01"),
    ANOTHER_SITE("S1", "DE-02"),
    ANOTHER_STUDY("S2", "*"),
    NOTHING("", "");

    private final String study;
    private final String site;

    Sight(String study, String site) {
      this.study = study;
      this.site = site;
    }

    List<String> studies() {
      return study.isEmpty() ? List.of() : List.of(study);
    }

    List<String> sites() {
      return site.isEmpty() ? List.of() : List.of(site);
    }

    /** Whether what is of study S1, and of P001 at DE-01, may be seen. */
    boolean sees(Policy.About about) {
      return switch (about) {
        case NODE -> true;
        case COUNTS, STUDY -> this != ANOTHER_STUDY && this != NOTHING;
        case PARTICIPANT -> this == EVERYTHING || this == THEIR_STUDY || this == THEIR_SITE;
        case RECORDS -> this == EVERYTHING || this == THEIR_STUDY;
        case ALL -> this == EVERYTHING;
      };
    }
  }

  private static Optional<String> token(Role role, Sight sight) {
    return Optional.of(
        ISSUER.token(role.label(), List.of(role.label()), sight.studies(), sight.sites()));
  }

  private static Date seconds(int fromNow) {
    return Date.from(Instant.now().plusSeconds(fromNow));
  }

  private static Status.Code ask(String name, String participant, Optional<String> token) {
    MethodDescriptor<?, ?> method =
        METHODS.entrySet().stream()
            .filter(each -> Policy.shortName(each.getKey()).equals(name))
            .findFirst()
            .orElseThrow()
            .getValue();
    return ask(method, participant, token);
  }

  private static <Q, A> Status.Code ask(
      MethodDescriptor<Q, A> method, String participant, Optional<String> token) {
    ClientCall<Q, A> call =
        channel.newCall(method, CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS));
    CompletableFuture<Status> closed = new CompletableFuture<>();
    Metadata headers = new Metadata();
    token.ifPresent(it -> headers.put(Guard.AUTHORIZATION, "Bearer " + it));
    call.start(
        new ClientCall.Listener<>() {
          @Override
          public void onMessage(A message) {
            closed.complete(Status.OK); // a stream that is open is one that was allowed
          }

          @Override
          public void onClose(Status status, Metadata trailers) {
            closed.complete(status);
          }
        },
        headers);
    call.request(1);
    @SuppressWarnings("unchecked") // the marshaller's own prototype
    Q request = (Q) request(method, participant);
    call.sendMessage(request);
    call.halfClose();
    try {
      return closed.get(30, TimeUnit.SECONDS).getCode();
    } catch (Exception late) {
      throw new IllegalStateException(method.getFullMethodName() + " does not answer", late);
    } finally {
      call.cancel("seen enough", null);
    }
  }

  /** A request about S1 and the participant, whatever its fields are. */
  private static Message request(MethodDescriptor<?, ?> method, String participant) {
    MethodDescriptor.PrototypeMarshaller<?> marshaller =
        (MethodDescriptor.PrototypeMarshaller<?>) method.getRequestMarshaller();
    Message prototype =
        (Message) Objects.requireNonNull(marshaller.getMessagePrototype(), "no prototype");
    boolean about =
        Policy.read().of(method.getFullMethodName()).orElseThrow().about()
            == Policy.About.PARTICIPANT;
    return filled(prototype, participant, about);
  }

  private static Message filled(Message of, String participant, boolean aboutOne) {
    Message.Builder request = of.toBuilder();
    for (FieldDescriptor field : of.getDescriptorForType().getFields()) {
      switch (field.getName()) {
        case "study" -> request.setField(field, "S1");
        case "participant" -> {
          if (aboutOne) {
            request.setField(field, participant);
          }
        }
        case "by", "reason" -> {
          if (field.getJavaType() == FieldDescriptor.JavaType.STRING) {
            request.setField(field, "canary");
          } else {
            request.setField(field, filled((Message) of.getField(field), participant, aboutOne));
          }
        }
        case "id" -> {
          if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
            request.setField(field, filled((Message) of.getField(field), participant, true));
          }
        }
        case "alerts" -> {
          if (field.isRepeated()) {
            Message item = request.newBuilderForField(field).build();
            request.addRepeatedField(field, filled(item, participant, true));
          }
        }
        default -> {}
      }
    }
    return request.build();
  }
}
