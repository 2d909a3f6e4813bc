package io.zeitgeber.persistence.audit;

/**
 * An entry that is not as it was written.
 *
 * @param entity {@code study/participant}
 * @param sequence the place of the entry; 0 where the row does not say
 */
public record Tampering(String entity, long sequence, String why) {}
