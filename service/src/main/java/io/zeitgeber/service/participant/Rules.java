package io.zeitgeber.service.participant;

import io.zeitgeber.participant.step.Input;
import io.zeitgeber.participant.step.Outcome;
import io.zeitgeber.participant.step.Participant;
import io.zeitgeber.participant.step.Step;
import java.util.function.BiFunction;

/**
 * The rules that run, and their version.
 *
 * @param step pure: see {@link Step#step}
 */
record Rules(int version, BiFunction<Participant, Input, Outcome> step) {
  static final Rules CURRENT = new Rules(Step.RULES_VERSION, Step::step);
}
