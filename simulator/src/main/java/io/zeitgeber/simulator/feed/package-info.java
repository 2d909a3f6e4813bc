/** Plays recordings into Kafka. Knows the recordings' formats; knows no rule and no window. */
@NullMarked
package io.zeitgeber.simulator.feed;

import org.jspecify.annotations.NullMarked;
