/** The log of who saw and changed what: only ever added to. */
@NullMarked
package io.zeitgeber.persistence.access;

import org.jspecify.annotations.NullMarked;
