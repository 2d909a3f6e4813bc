/**
 * The gRPC services over HTTP and JSON, method by method as the protos have them: for the page, for
 * scripts, and as CSV. Knows the services by their descriptors alone.
 */
@NullMarked
package io.zeitgeber.service.web.api;

import org.jspecify.annotations.NullMarked;
