/**
 * From the bytes of Kafka records to columnar batches and enrolments. Decides each record's first
 * fate: a pure function of its bytes and of {@link
 * io.zeitgeber.service.decode.SliceDecoder#DECODER_VERSION}. Knows nothing of protocols, enrolment,
 * actors or databases, and asks no clock.
 */
@NullMarked
package io.zeitgeber.service.decode;

import org.jspecify.annotations.NullMarked;
