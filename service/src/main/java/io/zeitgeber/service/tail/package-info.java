/**
 * From the journal to the sinks: reads entries in commit order, each slice by one worker, and hands
 * them on exactly once.
 */
@NullMarked
package io.zeitgeber.service.tail;

import org.jspecify.annotations.NullMarked;
