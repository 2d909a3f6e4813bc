/** Whether the node is alive and ready, and what it measures of itself. */
@NullMarked
package io.zeitgeber.service.health;

import org.jspecify.annotations.NullMarked;
