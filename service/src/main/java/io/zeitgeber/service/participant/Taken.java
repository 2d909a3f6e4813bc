package io.zeitgeber.service.participant;

import org.jspecify.annotations.Nullable;

/**
 * The input is durable; or the participant is halted and took nothing.
 *
 * @param observed records taken and not refused
 * @param refused records taken and refused, with a reason each in the same entry
 * @param repeated records that had been taken before
 * @param halted why the participant takes nothing; null when it does
 */
public record Taken(
    long question, int observed, int refused, int repeated, @Nullable String halted) {}
