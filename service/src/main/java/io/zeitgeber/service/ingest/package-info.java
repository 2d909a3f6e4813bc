/**
 * From Kafka to the participants: polls, groups, asks in waves, writes receipts, commits. Refuses
 * only what no participant can be found for.
 */
@NullMarked
package io.zeitgeber.service.ingest;

import org.jspecify.annotations.NullMarked;
