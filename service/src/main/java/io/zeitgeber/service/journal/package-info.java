/**
 * Pekko's journal plugin over our own journal: it hands sealed entries on and reads them back.
 * Knows nothing of their content.
 */
@NullMarked
package io.zeitgeber.service.journal;

import org.jspecify.annotations.NullMarked;
