/** Tumbling windows with exact sums. */
@NullMarked
package io.zeitgeber.participant.window;

import org.jspecify.annotations.NullMarked;
