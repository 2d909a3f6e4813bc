package io.zeitgeber.participant.rule;

import org.jspecify.annotations.Nullable;

/**
 * Whom and what a rule watches during one step; none of it changes inside a step.
 *
 * @param high limit in force
 * @param low limit in force
 * @param freshnessMicros an alert decided later than this after its instant is retrospective
 * @param mayRaise false while the participant is paused: the rule goes on, raised alerts resolve,
 *     none is raised
 */
public record Watched(
    String study,
    String participant,
    @Nullable String site,
    String device,
    String unit,
    String protocol,
    double high,
    double low,
    long freshnessMicros,
    boolean mayRaise) {}
