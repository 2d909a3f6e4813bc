/** The bytes of records, as the wire contract writes them. */
@NullMarked
package io.zeitgeber.simulator.record;

import org.jspecify.annotations.NullMarked;
