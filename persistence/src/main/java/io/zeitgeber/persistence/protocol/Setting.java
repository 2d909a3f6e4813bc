package io.zeitgeber.persistence.protocol;

import org.jspecify.annotations.Nullable;

/**
 * One key of a protocol, explained.
 *
 * @param key full path
 * @param value as the protocol has it, in the canonical notation
 * @param unit of the value; empty where it has none
 * @param standard what the default protocol has there; null where it has nothing
 * @param meaning one sentence
 */
public record Setting(
    String key, String value, String unit, @Nullable String standard, String meaning) {}
