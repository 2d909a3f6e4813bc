package io.zeitgeber.service.security;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A browser's session. A person pastes a token once ({@code POST /session}, as the Authorization
 * header); from then on a cookie stands for it, that no script can read and no other site can send.
 * Whoever sends the cookie with anything but a GET must also send the session's {@code
 * X-CSRF-Token}, which only our own page could read. Behind this, a request with a session looks
 * like one with its token.
 */
public final class Sessions {
  /** The header that proves that our own page sent it. */
  public static final String CSRF = "X-CSRF-Token";

  private static final String COOKIE = "zeitgeber_session";
  private static final Duration LONGEST = Duration.ofHours(12);
  private static final int MOST = 10_000;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Guard guard;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, Session> sessions = new ConcurrentHashMap<>();

  private record Session(String token, String csrf, Instant until) {}

  /** What {@code /session} answers. */
  public record Answer(int status, String json) {}

  public Sessions(Guard guard) {
    this.guard = guard;
  }

  /** Refuses what another site made a browser send, and puts a session's token in its place. */
  public Filter filter() {
    return new Filter() {
      @Override
      public void doFilter(HttpExchange exchange, Chain chain) throws IOException {
        Optional<Guard.Refusal> refusal = refuses(exchange);
        if (refusal.isPresent()) {
          refuse(exchange, refusal.get());
          return;
        }
        Optional<Session> session = session(exchange.getRequestHeaders());
        if (session.isEmpty() || exchange.getRequestHeaders().containsKey("Authorization")) {
          chain.doFilter(exchange);
          return;
        }
        Filter.adaptRequest(
                "a session's token",
                request ->
                    request.with("Authorization", List.of("Bearer " + session.get().token())))
            .doFilter(exchange, chain);
      }

      @Override
      public String description() {
        return "sessions";
      }
    };
  }

  private Optional<Guard.Refusal> refuses(HttpExchange exchange) {
    Headers headers = exchange.getRequestHeaders();
    if (!guard.hasAccounts() && !isLocal(headers.getFirst("Host"))) {
      // A name that another site points to 127.0.0.1 would make its page ours.
      return Optional.of(
          new Guard.Refusal(403, "HOST", "without accounts this answers to localhost only"));
    }
    if (isSafe(exchange.getRequestMethod())) {
      return Optional.empty();
    }
    String site = headers.getFirst("Sec-Fetch-Site");
    String origin = headers.getFirst("Origin");
    boolean foreign =
        (site != null && !site.equals("same-origin") && !site.equals("none"))
            || (origin != null && !origin.equals(ownOrigin(exchange, headers)));
    if (foreign) {
      return Optional.of(new Guard.Refusal(403, "CROSS_SITE", "another site sent this"));
    }
    Optional<Session> session = session(headers);
    if (session.isPresent()
        && !headers.containsKey("Authorization")
        && !isSame(session.get().csrf(), headers.getFirst(CSRF))) {
      return Optional.of(
          new Guard.Refusal(403, "CSRF", "the header " + CSRF + " of GET /session is missing"));
    }
    return Optional.empty();
  }

  private static boolean isSafe(String method) {
    return method.equals("GET") || method.equals("HEAD");
  }

  private static boolean isLocal(@Nullable String host) {
    if (host == null) {
      return false;
    }
    String name = host.replaceFirst(":\\d+$", "");
    return name.equals("localhost") || name.equals("[::1]") || name.matches("127(\\.\\d{1,3}){3}");
  }

  private static String ownOrigin(HttpExchange exchange, Headers headers) {
    String scheme = exchange instanceof HttpsExchange ? "https://" : "http://";
    return scheme + headers.getFirst("Host");
  }

  private static void refuse(HttpExchange exchange, Guard.Refusal refusal) throws IOException {
    byte[] body = json(refusal).getBytes(StandardCharsets.UTF_8);
    try (exchange) {
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.getResponseHeaders().set("Cache-Control", "no-store");
      exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
      boolean head = exchange.getRequestMethod().equals("HEAD");
      exchange.sendResponseHeaders(refusal.status(), head ? -1 : body.length);
      if (!head) {
        exchange.getResponseBody().write(body);
      }
    }
  }

  /** A refusal as everything here says it. */
  public static String json(Guard.Refusal refusal) {
    return text(Map.of("error", refusal.sentence(), "reason", refusal.code()));
  }

  /** GET: who is logged in; POST with a token: logs in; DELETE: logs out. */
  public Answer answer(HttpExchange exchange) {
    String authorization = exchange.getRequestHeaders().getFirst("Authorization");
    if (!guard.hasAccounts()) {
      return new Answer(200, text(Map.of("accounts", false)));
    }
    try {
      return switch (exchange.getRequestMethod()) {
        case "POST" -> begin(exchange, authorization);
        case "DELETE" -> end(exchange);
        default -> new Answer(200, shown(authorization, session(exchange.getRequestHeaders())));
      };
    } catch (Denied denied) {
      return new Answer(Guard.Refusal.of(denied).status(), json(Guard.Refusal.of(denied)));
    }
  }

  private Answer begin(HttpExchange exchange, @Nullable String authorization) throws Denied {
    Tokens.Believed believed = known(authorization);
    Instant now = Instant.now();
    sessions.values().removeIf(each -> !now.isBefore(each.until()));
    if (sessions.size() >= MOST) {
      throw Denied.tooMuch("too many sessions; try again later");
    }
    Instant until =
        believed.expires().isBefore(now.plus(LONGEST)) ? believed.expires() : now.plus(LONGEST);
    String token = String.valueOf(authorization).substring("Bearer ".length()).strip();
    Session session = new Session(token, secret(), until);
    String id = secret();
    sessions.put(id, session);
    cookie(exchange, id, Duration.between(now, until));
    return new Answer(200, shown(authorization, Optional.of(session)));
  }

  private Answer end(HttpExchange exchange) {
    id(exchange.getRequestHeaders()).ifPresent(sessions::remove);
    cookie(exchange, "", Duration.ZERO);
    return new Answer(200, text(Map.of("accounts", true)));
  }

  private Tokens.Believed known(@Nullable String authorization) throws Denied {
    Tokens.@Nullable Believed believed = guard.known(authorization);
    if (believed == null) {
      throw new IllegalStateException("asked for a token where there are no accounts");
    }
    return believed;
  }

  private String shown(@Nullable String authorization, Optional<Session> session) throws Denied {
    Caller caller = known(authorization).caller();
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("accounts", true);
    shown.put("subject", caller.subject());
    shown.put("roles", caller.roles().stream().sorted().map(Role::label).toList());
    if (caller.organisation() != null) {
      shown.put("organisation", caller.organisation());
    }
    caller.scope().studies().ifPresent(studies -> shown.put("studies", studies));
    caller.scope().sites().ifPresent(sites -> shown.put("sites", sites));
    session.ifPresent(
        it -> {
          shown.put("csrf", it.csrf());
          shown.put("until", it.until().toString());
        });
    return text(shown);
  }

  private Optional<Session> session(Headers headers) {
    return id(headers)
        .map(sessions::get)
        .filter(session -> Instant.now().isBefore(session.until()));
  }

  private static Optional<String> id(Headers headers) {
    for (String line : headers.getOrDefault("Cookie", List.of())) {
      for (String cookie : line.split(";", -1)) {
        String[] parts = cookie.strip().split("=", 2);
        if (parts.length == 2 && parts[0].equals(COOKIE) && !parts[1].isEmpty()) {
          return Optional.of(parts[1]);
        }
      }
    }
    return Optional.empty();
  }

  private static void cookie(HttpExchange exchange, String id, Duration lasts) {
    exchange
        .getResponseHeaders()
        .add(
            "Set-Cookie",
            COOKIE
                + "="
                + id
                + "; Path=/; HttpOnly; SameSite=Strict; Max-Age="
                + lasts.toSeconds()
                + (exchange instanceof HttpsExchange ? "; Secure" : ""));
  }

  private String secret() {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static boolean isSame(String expected, @Nullable String given) {
    return given != null
        && MessageDigest.isEqual(
            expected.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
  }

  private static String text(Map<String, ?> content) {
    try {
      return JSON.writeValueAsString(content) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts and lists have a JSON", e);
    }
  }
}
