/** Erasing a participant for good: who may be, who was, and doing it again after a restore. */
@NullMarked
package io.zeitgeber.persistence.erasure;

import org.jspecify.annotations.NullMarked;
