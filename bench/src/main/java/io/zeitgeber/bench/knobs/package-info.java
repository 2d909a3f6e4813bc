/** {@code bench knobs}: what each setting of the service costs and brings. */
@NullMarked
package io.zeitgeber.bench.knobs;

import org.jspecify.annotations.NullMarked;
