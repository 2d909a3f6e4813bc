/** Tests of ingest that need no broker. */
@NullMarked
package io.zeitgeber.service.ingest;

import org.jspecify.annotations.NullMarked;
