/**
 * What the node answers over HTTP and gRPC: ready, alive, metrics, a status page. Loopback only;
 * knows nothing of actors or Kafka.
 */
@NullMarked
package io.zeitgeber.service.web;

import org.jspecify.annotations.NullMarked;
