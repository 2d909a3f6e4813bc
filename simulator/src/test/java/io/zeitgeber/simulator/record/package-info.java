/** Tests. */
@NullMarked
package io.zeitgeber.simulator.record;

import org.jspecify.annotations.NullMarked;
