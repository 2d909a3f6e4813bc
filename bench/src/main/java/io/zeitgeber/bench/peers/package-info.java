/**
 * {@code bench peers}: the same records, the same job, one system after the other on one broker,
 * several rounds in turn; a time counts only when the alerts are right.
 */
@NullMarked
package io.zeitgeber.bench.peers;

import org.jspecify.annotations.NullMarked;
