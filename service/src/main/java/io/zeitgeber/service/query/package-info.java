/** What is known, asked over gRPC: of one participant, of a study, now and then. */
@NullMarked
package io.zeitgeber.service.query;

import org.jspecify.annotations.NullMarked;
