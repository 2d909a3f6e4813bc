/** The registry of what a node measures of itself, and the names it measures under. */
@NullMarked
package io.zeitgeber.service.metrics;

import org.jspecify.annotations.NullMarked;
