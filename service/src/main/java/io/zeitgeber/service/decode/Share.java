package io.zeitgeber.service.decode;

import io.zeitgeber.participant.observation.Batch;
import java.util.List;

/**
 * What a slice holds of one participant.
 *
 * @param parts in offset order; each must be durable before the next is asked
 */
public record Share(String study, String participant, List<Batch> parts) {}
