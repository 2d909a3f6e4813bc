/** Where records wait that could not become observations. */
@NullMarked
package io.zeitgeber.persistence.quarantine;

import org.jspecify.annotations.NullMarked;
