/** Sums that do not depend on the order in which their terms came. */
@NullMarked
package io.zeitgeber.participant.sum;

import org.jspecify.annotations.NullMarked;
