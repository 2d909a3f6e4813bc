package io.zeitgeber.persistence.replay;

import io.zeitgeber.participant.protocol.Protocol;
import io.zeitgeber.persistence.protocol.ProtocolText;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** Protocols by digest, read once. Safe for any number of threads. */
public final class PublishedProtocols implements Function<String, Protocol> {
  private final Histories histories;
  private final Map<String, Protocol> byDigest = new ConcurrentHashMap<>();

  public PublishedProtocols(Histories histories) {
    this.histories = histories;
  }

  /**
   * A published protocol.
   *
   * @throws IllegalStateException where the digest names none, or its text has another digest
   */
  @Override
  public Protocol apply(String digest) {
    return byDigest.computeIfAbsent(digest, this::read);
  }

  private Protocol read(String digest) {
    String text =
        histories
            .protocolText(digest)
            .orElseThrow(() -> new IllegalStateException("no protocol has digest " + digest));
    Protocol protocol = ProtocolText.parse(text).core();
    if (!protocol.digest().equals(digest)) {
      throw new IllegalStateException(
          "the protocol published as " + digest + " has digest " + protocol.digest());
    }
    return protocol;
  }
}
