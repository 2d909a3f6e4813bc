package io.zeitgeber.simulator.truth;

/**
 * A device, as the truth knows it.
 *
 * @param regime how its clock errs and its records travel: a name of the scenario's
 * @param firstErrorMicros how far its clock was ahead as it began
 */
public record TrueDevice(
    String study,
    String participant,
    String device,
    String kind,
    String regime,
    long firstErrorMicros) {}
