package io.zeitgeber.service.deadline;

import java.time.Duration;

/**
 * How the keeper of deadlines looks at time.
 *
 * @param look how often it looks for what is due
 * @param margin a tick lies so far behind the clock: what producers have stamped and not delivered
 * @param grace no ticks for so long after a start: time for gateways to deliver what an outage of
 *     ours held back
 * @param rest nothing comes to a participant for so long, and all input was read: their recording
 *     rests
 */
public record DeadlineSettings(Duration look, Duration margin, Duration grace, Duration rest) {}
