/**
 * {@code bench spike} and {@code bench soak}: ten times the load for a minute; one load for long.
 */
@NullMarked
package io.zeitgeber.bench.endurance;

import org.jspecify.annotations.NullMarked;
