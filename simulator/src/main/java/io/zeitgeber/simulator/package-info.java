/**
 * A cohort of virtual people and devices, and a player of real recordings. Speaks to Zeitgeber over
 * Kafka like any device gateway would, and knows nothing of it but the wire contract.
 */
@NullMarked
package io.zeitgeber.simulator;

import org.jspecify.annotations.NullMarked;
