/**
 * The command line: what a person types, and what they see. May know every other package; none of
 * them knows it.
 */
@NullMarked
package io.zeitgeber.service.cli;

import org.jspecify.annotations.NullMarked;
