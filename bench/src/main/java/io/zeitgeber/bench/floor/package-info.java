/**
 * The least that any system must do: poll, and make numbers of bytes. No state, no guarantee, no
 * answer; two consumers on two cores, in a process of its own.
 */
@NullMarked
package io.zeitgeber.bench.floor;

import org.jspecify.annotations.NullMarked;
