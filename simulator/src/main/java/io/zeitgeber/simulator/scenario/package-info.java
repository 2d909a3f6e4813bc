/** What kind of world is simulated: read from HOCON or JSON, checked whole, never asked again. */
@NullMarked
package io.zeitgeber.simulator.scenario;

import org.jspecify.annotations.NullMarked;
