/** {@code bench query}: questions about participants while their records stream in. */
@NullMarked
package io.zeitgeber.bench.query;

import org.jspecify.annotations.NullMarked;
