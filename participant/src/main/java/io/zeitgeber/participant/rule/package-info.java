/** Rules over windows that raise and resolve alerts. */
@NullMarked
package io.zeitgeber.participant.rule;

import org.jspecify.annotations.NullMarked;
