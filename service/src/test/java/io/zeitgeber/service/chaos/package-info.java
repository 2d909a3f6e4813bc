/**
 * The real service as a process of its own, beside a real Kafka and PostgreSQL, under kills,
 * restarts, restores and rubbish.
 */
@NullMarked
package io.zeitgeber.service.chaos;

import org.jspecify.annotations.NullMarked;
