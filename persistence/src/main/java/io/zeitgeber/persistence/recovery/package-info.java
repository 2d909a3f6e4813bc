/**
 * Bringing a participant back: snapshots, which are derived and may be deleted at any time, and the
 * one query that reads key, snapshot and what came after it.
 */
@NullMarked
package io.zeitgeber.persistence.recovery;

import org.jspecify.annotations.NullMarked;
