/** See the packages below. */
@NullMarked
package io.zeitgeber.bench;

import org.jspecify.annotations.NullMarked;
