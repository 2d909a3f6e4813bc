/** The clock model by its contract: when it trusts, what it finds, and what can never happen. */
@NullMarked
package io.zeitgeber.participant.clock;

import org.jspecify.annotations.NullMarked;
