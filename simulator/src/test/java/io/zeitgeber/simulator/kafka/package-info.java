/** Tests. */
@NullMarked
package io.zeitgeber.simulator.kafka;

import org.jspecify.annotations.NullMarked;
