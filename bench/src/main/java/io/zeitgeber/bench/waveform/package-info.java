/** {@code bench waveform}: chunks of accelerometer and pulse waveforms, samples a second. */
@NullMarked
package io.zeitgeber.bench.waveform;

import org.jspecify.annotations.NullMarked;
