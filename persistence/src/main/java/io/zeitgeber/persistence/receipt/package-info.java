/** Where reading from Kafka goes on, what it may skip, and which topics it may read at all. */
@NullMarked
package io.zeitgeber.persistence.receipt;

import org.jspecify.annotations.NullMarked;
