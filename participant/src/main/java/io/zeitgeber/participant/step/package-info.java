/**
 * (state, input) to (next state, facts): the participant, its inputs and its facts. Calls no clock
 * and does no I/O.
 */
@NullMarked
package io.zeitgeber.participant.step;

import org.jspecify.annotations.NullMarked;
