/**
 * The text of a study's protocol: read over the defaults, checked, explained, and written in the
 * one canonical form whose digest names it. Knows nothing of where protocols are stored.
 */
@NullMarked
package io.zeitgeber.persistence.protocol;

import org.jspecify.annotations.NullMarked;
