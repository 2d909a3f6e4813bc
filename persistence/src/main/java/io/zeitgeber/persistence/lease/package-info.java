/** Who may do what only one may do, by the clock of the database that all of them need anyway. */
@NullMarked
package io.zeitgeber.persistence.lease;

import org.jspecify.annotations.NullMarked;
