/** What holds for the core as a whole. */
@NullMarked
package io.zeitgeber.participant;

import org.jspecify.annotations.NullMarked;
