/**
 * What was really so, written by the simulator and read by {@code score}; docs/schemas has each
 * file's JSON Schema. Walks the published rule by code of its own. Knows nothing of how Zeitgeber
 * works.
 */
@NullMarked
package io.zeitgeber.simulator.truth;

import org.jspecify.annotations.NullMarked;
