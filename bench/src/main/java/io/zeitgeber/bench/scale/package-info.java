/** {@code bench scale}: what a second node costs, and what ten would need. */
@NullMarked
package io.zeitgeber.bench.scale;

import org.jspecify.annotations.NullMarked;
