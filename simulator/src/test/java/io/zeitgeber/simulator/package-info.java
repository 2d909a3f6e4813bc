/** Tests. */
@NullMarked
package io.zeitgeber.simulator;

import org.jspecify.annotations.NullMarked;
