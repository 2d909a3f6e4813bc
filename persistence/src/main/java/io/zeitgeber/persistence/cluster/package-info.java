/** Which nodes of a cluster live, as the database knows it. */
@NullMarked
package io.zeitgeber.persistence.cluster;

import org.jspecify.annotations.NullMarked;
