/**
 * Results that join channels: sleep episodes, what happens while asleep, heart rate at rest; and
 * what is remembered of a participant for them.
 */
@NullMarked
package io.zeitgeber.participant.derived;

import org.jspecify.annotations.NullMarked;
