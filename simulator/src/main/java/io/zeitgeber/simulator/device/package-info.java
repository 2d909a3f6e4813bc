/**
 * Phones, watches and patches: clocks that err, networks that fail, and records that arrive when
 * they do. Between true time (what the body lives in), device time and received time.
 */
@NullMarked
package io.zeitgeber.simulator.device;

import org.jspecify.annotations.NullMarked;
