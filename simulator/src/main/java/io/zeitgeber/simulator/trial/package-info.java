/**
 * A scenario played: people, their devices, and all records in one order of received time. Calls no
 * clock: a pure function of scenario, seed and span.
 */
@NullMarked
package io.zeitgeber.simulator.trial;

import org.jspecify.annotations.NullMarked;
