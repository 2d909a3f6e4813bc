/**
 * The timeline in PostgreSQL: writes what the tail brings of it, and answers questions about it.
 */
@NullMarked
package io.zeitgeber.persistence.timeline;

import org.jspecify.annotations.NullMarked;
