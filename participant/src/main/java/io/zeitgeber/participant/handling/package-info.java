/**
 * What people do about alerts: acknowledge, snooze, assign, note, close. Knows no clock and no
 * rule.
 */
@NullMarked
package io.zeitgeber.participant.handling;

import org.jspecify.annotations.NullMarked;
