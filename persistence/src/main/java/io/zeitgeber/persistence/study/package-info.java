/**
 * Which protocols were published and which one each study follows. Knows their text, not its
 * meaning.
 */
@NullMarked
package io.zeitgeber.persistence.study;

import org.jspecify.annotations.NullMarked;
