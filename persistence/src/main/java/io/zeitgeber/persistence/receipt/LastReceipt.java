package io.zeitgeber.persistence.receipt;

/**
 * Where a partition's reading goes on.
 *
 * @param next the first offset that has no receipt
 * @param maxReceivedMicros greatest received time of the records before it; {@link Long#MIN_VALUE}
 *     where there were none
 */
public record LastReceipt(long next, long maxReceivedMicros) {}
