/** Tests. */
@NullMarked
package io.zeitgeber.service.tail;

import org.jspecify.annotations.NullMarked;
