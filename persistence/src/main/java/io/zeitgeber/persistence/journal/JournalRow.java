package io.zeitgeber.persistence.journal;

import java.util.UUID;

/**
 * An entry as it was read back.
 *
 * @param writer incarnation of the actor that wrote it
 * @param writtenMicros clock of the database; for people
 * @param slice as the row has it
 */
public record JournalRow(
    StoredEntry entry, Position position, UUID writer, long writtenMicros, int slice) {}
