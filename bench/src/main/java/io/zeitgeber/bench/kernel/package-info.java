/**
 * {@code bench kernels}: what each stage of the hot path costs a sample on one thread, in time and
 * in memory allocated. JMH runs each in a Java machine of its own.
 */
@NullMarked
package io.zeitgeber.bench.kernel;

import org.jspecify.annotations.NullMarked;
