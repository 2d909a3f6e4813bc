/**
 * Holds what Zeitgeber says against the truth: reads the topic {@code alerts} and the documented
 * tables, never Zeitgeber's code.
 */
@NullMarked
package io.zeitgeber.simulator.score;

import org.jspecify.annotations.NullMarked;
