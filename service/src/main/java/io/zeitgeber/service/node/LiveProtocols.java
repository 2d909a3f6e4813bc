package io.zeitgeber.service.node;

import io.zeitgeber.participant.protocol.Protocol;
import io.zeitgeber.persistence.protocol.ProtocolText;
import io.zeitgeber.persistence.protocol.StudyProtocol;
import io.zeitgeber.persistence.study.ProtocolStore;
import io.zeitgeber.service.participant.Protocols;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The published protocols, as PostgreSQL has them; never a file of this node's own. What a study
 * follows is looked up again every few seconds; a published protocol never changes.
 */
final class LiveProtocols implements Protocols {
  private static final Logger log = LoggerFactory.getLogger(LiveProtocols.class);

  private final ProtocolStore store;
  private final Activation standard;
  private final Map<String, Protocol> byDigest = new ConcurrentHashMap<>();
  private final Map<String, StudyProtocol.Time> times = new ConcurrentHashMap<>();
  private final Map<String, Set<String>> unblinding = new ConcurrentHashMap<>();
  private final Map<String, Set<String>> hidden = new ConcurrentHashMap<>();
  private final Map<String, Activation> byStudy = new ConcurrentHashMap<>();

  /** Publishes the default protocol, if that was not done before, and starts from it. */
  LiveProtocols(ProtocolStore store) {
    this.store = store;
    StudyProtocol fallback = publish(ProtocolText.standard());
    this.standard = new Activation(fallback.core(), "zeitgeber", "the default", null);
    refresh();
  }

  /** Publishes a version; the same one again changes nothing. */
  StudyProtocol publish(StudyProtocol protocol) {
    Protocol core = protocol.core();
    store.publish(core.id(), core.version(), core.digest(), protocol.canonical());
    times.put(core.digest(), protocol.time());
    unblinding.put(core.digest(), Set.copyOf(protocol.unblinding()));
    byDigest.put(core.digest(), core);
    return protocol;
  }

  /** Looks again which protocol each study follows. */
  void refresh() {
    store
        .activations()
        .forEach(
            current -> {
              Activation activation =
                  new Activation(
                      byDigest(current.digest()),
                      current.by(),
                      current.reason(),
                      current.account());
              Activation before = byStudy.put(current.study(), activation);
              if (before == null || !before.equals(activation)) {
                log.info("study {} follows {}", current.study(), activation.protocol().label());
              }
            });
    store.everFollowed().forEach(this::hide);
  }

  /** What any version of a study's protocol marks: what was hidden once stays hidden. */
  private void hide(String study, Set<String> digests) {
    Set<String> channels = new HashSet<>();
    for (String digest : digests) {
      var _ = byDigest(digest); // reads it, where that was not done before
      channels.addAll(unblinding.getOrDefault(digest, Set.of()));
    }
    hidden.put(study, Set.copyOf(channels));
  }

  /** Channels of a study that blinded roles must not see. */
  Set<String> unblinding(String study) {
    return hidden.getOrDefault(
        study, unblinding.getOrDefault(standard.protocol().digest(), Set.of()));
  }

  @Override
  public Activation activation(String study) {
    return byStudy.getOrDefault(study, standard);
  }

  @Override
  public Protocol byDigest(String digest) {
    return byDigest.computeIfAbsent(
        digest,
        wanted -> {
          StudyProtocol protocol =
              ProtocolText.parse(
                  store
                      .text(wanted)
                      .orElseThrow(
                          () -> new IllegalStateException("no protocol has digest " + wanted)));
          times.put(wanted, protocol.time());
          unblinding.put(wanted, Set.copyOf(protocol.unblinding()));
          return protocol.core();
        });
  }

  @Override
  public StudyProtocol.Time time(String study) {
    return times.getOrDefault(current(study).digest(), StudyProtocol.Time.AUTO);
  }
}
