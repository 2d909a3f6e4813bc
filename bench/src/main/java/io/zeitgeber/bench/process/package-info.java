/**
 * Programs of their own: started with recorded options, watched through {@code /proc}, ended by
 * their process id, never by a name.
 */
@NullMarked
package io.zeitgeber.bench.process;

import org.jspecify.annotations.NullMarked;
