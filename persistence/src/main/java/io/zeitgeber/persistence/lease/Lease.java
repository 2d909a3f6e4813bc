package io.zeitgeber.persistence.lease;

/**
 * The right to do something until it expires.
 *
 * @param version raised whenever the lease changes hands
 * @param expiresMicros by the clock of the database
 */
public record Lease(String name, String owner, long version, long expiresMicros) {}
