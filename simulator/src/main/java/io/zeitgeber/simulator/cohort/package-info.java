/**
 * A seeded cohort: people, their bodies, their watches, and the truth about them. Calls no clock.
 */
@NullMarked
package io.zeitgeber.simulator.cohort;

import org.jspecify.annotations.NullMarked;
