/**
 * One node of the service: boot order, graceful stop, and what ties the other packages together.
 */
@NullMarked
package io.zeitgeber.service.node;

import org.jspecify.annotations.NullMarked;
