/**
 * Wakes participants whose deadlines are due, wherever they live and whether they are awake. Says
 * only what is known: that all input was read up to an instant.
 */
@NullMarked
package io.zeitgeber.service.deadline;

import org.jspecify.annotations.NullMarked;
