/**
 * Who asks, what they may, and what is written down of it. Knows gRPC and tokens, nothing of actors
 * or Kafka.
 */
@NullMarked
package io.zeitgeber.service.security;

import org.jspecify.annotations.NullMarked;
