/**
 * A study's versioned configuration as the step sees it: channels, windows, rules. Parsed
 * elsewhere; plain values here.
 */
@NullMarked
package io.zeitgeber.participant.protocol;

import org.jspecify.annotations.NullMarked;
