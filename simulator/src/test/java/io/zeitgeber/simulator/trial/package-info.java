/** Tests of scenarios, played. */
@NullMarked
package io.zeitgeber.simulator.trial;

import org.jspecify.annotations.NullMarked;
