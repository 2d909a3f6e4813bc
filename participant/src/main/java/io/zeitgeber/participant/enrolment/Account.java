package io.zeitgeber.participant.enrolment;

import org.jspecify.annotations.Nullable;

/**
 * The account of whoever asked for a change, as their token proved it. Where there is none, whoever
 * is named is only claimed.
 *
 * @param role in which they asked, for example {@code coordinator}
 * @param organisation theirs; null where the token names none
 */
public record Account(String role, @Nullable String organisation) {}
