/** See the packages below. */
@NullMarked
package io.zeitgeber.persistence;

import org.jspecify.annotations.NullMarked;
