/** Seeded chance, the same on every machine. Knows nothing of what it is used for. */
@NullMarked
package io.zeitgeber.simulator.chance;

import org.jspecify.annotations.NullMarked;
