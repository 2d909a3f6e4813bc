/** When whom to look at again, and what is said of a study as a whole: what projections wrote. */
@NullMarked
package io.zeitgeber.persistence.deadline;

import org.jspecify.annotations.NullMarked;
