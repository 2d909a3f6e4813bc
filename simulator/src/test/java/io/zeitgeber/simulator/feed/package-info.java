/** Tests. */
@NullMarked
package io.zeitgeber.simulator.feed;

import org.jspecify.annotations.NullMarked;
