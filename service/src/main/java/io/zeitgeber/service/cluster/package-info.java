/**
 * What holds several nodes together: leases over PostgreSQL, daemons, what they say to each other.
 */
@NullMarked
package io.zeitgeber.service.cluster;

import org.jspecify.annotations.NullMarked;
