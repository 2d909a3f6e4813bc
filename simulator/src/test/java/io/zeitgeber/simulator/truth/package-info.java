/** Tests of the truth, on hand-made cases. */
@NullMarked
package io.zeitgeber.simulator.truth;

import org.jspecify.annotations.NullMarked;
