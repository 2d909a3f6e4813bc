/** Who takes part, with which devices and limits: the input and what it changes. */
@NullMarked
package io.zeitgeber.participant.enrolment;

import org.jspecify.annotations.NullMarked;
