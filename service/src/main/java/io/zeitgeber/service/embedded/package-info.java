/**
 * A Kafka broker and a PostgreSQL of one's own, durable, with their data in the instance's
 * directory. Knows nothing of what the service does with them.
 */
@NullMarked
package io.zeitgeber.service.embedded;

import org.jspecify.annotations.NullMarked;
