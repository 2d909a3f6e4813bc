/** The one byte form of a state: equal states have equal bytes. Knows no state, only its parts. */
@NullMarked
package io.zeitgeber.participant.canonical;

import org.jspecify.annotations.NullMarked;
