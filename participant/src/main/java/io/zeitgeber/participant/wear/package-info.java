/** Whether a device is worn, minute by minute, by what it says and by what it does not say. */
@NullMarked
package io.zeitgeber.participant.wear;

import org.jspecify.annotations.NullMarked;
