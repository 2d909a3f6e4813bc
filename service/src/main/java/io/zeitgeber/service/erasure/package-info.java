/** Carries out what two people decided about erasing a participant, whichever way they said so. */
@NullMarked
package io.zeitgeber.service.erasure;

import org.jspecify.annotations.NullMarked;
