/**
 * Finding the instance, and handing records to Kafka so that each is acknowledged or accounted for.
 */
@NullMarked
package io.zeitgeber.simulator.kafka;

import org.jspecify.annotations.NullMarked;
