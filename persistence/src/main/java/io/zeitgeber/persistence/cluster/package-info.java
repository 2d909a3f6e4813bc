/** What nodes agree on through the database: leases, and who lives. */
@NullMarked
package io.zeitgeber.persistence.cluster;

import org.jspecify.annotations.NullMarked;
