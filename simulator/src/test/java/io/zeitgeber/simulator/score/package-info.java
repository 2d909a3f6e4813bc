/** Tests of scores, on hand-made cases. */
@NullMarked
package io.zeitgeber.simulator.score;

import org.jspecify.annotations.NullMarked;
