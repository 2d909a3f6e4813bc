package io.zeitgeber.participant.observation;

import org.jspecify.annotations.Nullable;

/**
 * What few records carry beside time and value.
 *
 * @param unit as sent; must be the channel's
 * @param utcOffsetSeconds kept and shown, never used to shift a time
 * @param withdrawn takes a formerly sent observation back
 * @param unknown the record's unknown fields as one JSON object, as they came, at most 4 KiB
 * @param unknownBeyond how many bytes of unknown fields were cut off
 */
public record Extra(
    @Nullable String unit,
    @Nullable String quality,
    @Nullable String firmware,
    @Nullable Integer utcOffsetSeconds,
    boolean withdrawn,
    @Nullable String unknown,
    int unknownBeyond) {}
