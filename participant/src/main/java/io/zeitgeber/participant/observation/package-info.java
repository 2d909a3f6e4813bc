/**
 * What devices said, in columns: batches, their sources, their origins and the reasons for refusing
 * them. Knows nothing of rules or state.
 */
@NullMarked
package io.zeitgeber.participant.observation;

import org.jspecify.annotations.NullMarked;
