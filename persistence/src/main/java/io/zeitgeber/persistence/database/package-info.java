/** PostgreSQL itself: its schema, transactions, fast ways in, and whether it is fit for the job. */
@NullMarked
package io.zeitgeber.persistence.database;

import org.jspecify.annotations.NullMarked;
