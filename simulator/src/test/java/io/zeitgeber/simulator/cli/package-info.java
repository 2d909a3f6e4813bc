/** Tests. */
@NullMarked
package io.zeitgeber.simulator.cli;

import org.jspecify.annotations.NullMarked;
