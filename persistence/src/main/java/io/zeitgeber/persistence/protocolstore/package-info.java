/** Published protocols, and which of them each study follows. */
@NullMarked
package io.zeitgeber.persistence.protocolstore;

import org.jspecify.annotations.NullMarked;
