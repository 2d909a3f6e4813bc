/**
 * The journal: how an entry looks in bytes, how entries get into PostgreSQL and come out of it
 * again, one participant at a time for recovery and all of them in order for the tail.
 */
@NullMarked
package io.zeitgeber.persistence.journal;

import org.jspecify.annotations.NullMarked;
