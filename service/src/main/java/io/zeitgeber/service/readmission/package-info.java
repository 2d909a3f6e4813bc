/**
 * Lets quarantined records in again that an operator has asked for: one by one, in order, through
 * the participant's actor.
 */
@NullMarked
package io.zeitgeber.service.readmission;

import org.jspecify.annotations.NullMarked;
