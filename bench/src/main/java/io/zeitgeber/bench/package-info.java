/** Measurements, by what is measured: each a subcommand of {@code ./zeitgeber bench}. */
@NullMarked
package io.zeitgeber.bench;

import org.jspecify.annotations.NullMarked;
