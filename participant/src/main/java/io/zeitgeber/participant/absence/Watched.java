package io.zeitgeber.participant.absence;

import io.zeitgeber.participant.protocol.Protocol;
import org.jspecify.annotations.Nullable;

/**
 * Who is watched, and under which protocol.
 *
 * @param active nobody else is waited for
 * @param untilMicros data are waited for until then; {@link Long#MAX_VALUE} without an end
 */
public record Watched(
    String study,
    String participant,
    @Nullable String site,
    Protocol protocol,
    boolean active,
    long untilMicros) {}
