/** Entries of the timeline and how results on it are stated, amended and taken back. */
@NullMarked
package io.zeitgeber.participant.timeline;

import org.jspecify.annotations.NullMarked;
