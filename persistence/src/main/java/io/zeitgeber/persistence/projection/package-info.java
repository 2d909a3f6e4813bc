/**
 * What PostgreSQL shows of the journal's facts: windows, alerts, refusals, participants. Written by
 * the tail, exactly once, and never read by what decides.
 */
@NullMarked
package io.zeitgeber.persistence.projection;

import org.jspecify.annotations.NullMarked;
