/** What replay finds, and that it is the same wherever it runs. */
@NullMarked
package io.zeitgeber.persistence.replay;

import org.jspecify.annotations.NullMarked;
