/**
 * What is said of a measurement: the machine, the versions, the exact command; medians with their
 * spread; a table, JSON, a picture.
 */
@NullMarked
package io.zeitgeber.bench.report;

import org.jspecify.annotations.NullMarked;
