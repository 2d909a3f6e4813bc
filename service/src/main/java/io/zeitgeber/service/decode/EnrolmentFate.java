package io.zeitgeber.service.decode;

/** What became of a record of the topic {@code participants}. */
public sealed interface EnrolmentFate permits Enrolled, Quarantined {}
