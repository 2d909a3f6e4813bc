package io.zeitgeber.service.ingest;

import io.zeitgeber.participant.step.Input;
import io.zeitgeber.service.journal.EntityId;
import java.util.List;

/**
 * One participant's share of one slice.
 *
 * @param parts to be asked one after the other: each is durable before the next is sent
 */
public record Share(EntityId id, List<Input> parts) {}
