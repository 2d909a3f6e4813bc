/**
 * What the commands share towards the person at the terminal: exit codes, progress, signals,
 * speeds, times.
 */
@NullMarked
package io.zeitgeber.simulator.cli;

import org.jspecify.annotations.NullMarked;
