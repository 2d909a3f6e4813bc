/**
 * Keys: each participant's own, wrapped by a key that is not in the database; sealing with them;
 * the key that signs; and the list of those who were erased. Knows nothing of what is sealed.
 */
@NullMarked
package io.zeitgeber.persistence.key;

import org.jspecify.annotations.NullMarked;
