/**
 * What people do, minute by minute, and their hearts: in true time. Knows no device and no clock.
 */
@NullMarked
package io.zeitgeber.simulator.body;

import org.jspecify.annotations.NullMarked;
