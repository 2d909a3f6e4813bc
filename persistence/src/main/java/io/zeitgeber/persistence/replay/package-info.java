/**
 * Folds the journal with the very step that ran live, and says what came of it: the same facts, the
 * state at a past moment, what another protocol would have made of it. No actors, nothing written.
 */
@NullMarked
package io.zeitgeber.persistence.replay;

import org.jspecify.annotations.NullMarked;
