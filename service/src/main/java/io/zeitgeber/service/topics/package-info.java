/**
 * The topics that are read and written: makes them, checks that they lose nothing, knows them by
 * id.
 */
@NullMarked
package io.zeitgeber.service.topics;

import org.jspecify.annotations.NullMarked;
