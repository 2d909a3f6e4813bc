/**
 * How well the clock model finds true time: devices whose truth is known, in eleven regimes and
 * under stress, against {@code participant.clock}.
 */
@NullMarked
package io.zeitgeber.bench.clock;

import org.jspecify.annotations.NullMarked;
