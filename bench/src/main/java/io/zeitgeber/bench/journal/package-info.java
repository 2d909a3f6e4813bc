/** What the journal costs a sample, and how fast it is written, read and replayed. */
@NullMarked
package io.zeitgeber.bench.journal;

import org.jspecify.annotations.NullMarked;
