/**
 * Why an alert was raised, and why none was: the evidence, read out of the journal and put together
 * again. Writes nothing.
 */
@NullMarked
package io.zeitgeber.persistence.explain;

import org.jspecify.annotations.NullMarked;
