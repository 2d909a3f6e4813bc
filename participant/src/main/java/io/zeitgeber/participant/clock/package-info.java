/**
 * What time it really was: for each device, how far its clock is off, learned from when its data
 * were received. Knows nothing of channels, windows or rules; whole microseconds and Q32 rates
 * only, so that a replay gives the same bits.
 *
 * <p>A delivery takes time, so {@code received − device} is never less than the clock's offset: the
 * offset is the lower envelope of that difference. {@link DeviceClock} keeps it; the method is
 * described there.
 */
@NullMarked
package io.zeitgeber.participant.clock;

import org.jspecify.annotations.NullMarked;
