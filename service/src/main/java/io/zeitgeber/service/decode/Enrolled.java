package io.zeitgeber.service.decode;

import io.zeitgeber.participant.enrolment.Enrolment;

/**
 * An input for a participant; where the enrolment has a flaw, the participant's step refuses it.
 */
public record Enrolled(String study, String participant, Enrolment enrolment)
    implements EnrolmentFate {}
