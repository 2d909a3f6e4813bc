/** Tests. */
@NullMarked
package io.zeitgeber.simulator.cohort;

import org.jspecify.annotations.NullMarked;
