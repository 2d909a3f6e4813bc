/**
 * Looks the whole journal over for what was changed, removed, reordered, forged or cut off. Reads
 * only, and trusts nothing but the keys and what was signed earlier.
 */
@NullMarked
package io.zeitgeber.persistence.audit;

import org.jspecify.annotations.NullMarked;
