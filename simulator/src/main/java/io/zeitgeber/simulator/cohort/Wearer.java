package io.zeitgeber.simulator.cohort;

import java.nio.charset.StandardCharsets;
import java.util.function.BiConsumer;

/** Someone who is being recorded: a person, their body, and the key of their records. */
final class Wearer {
  private final Person person;
  private final Body body;
  private final byte[] key;

  Wearer(Plan plan, Person person, BiConsumer<Person, Episode> began) {
    this.person = person;
    this.body = new Body(plan, person, episode -> began.accept(person, episode));
    this.key = person.id().getBytes(StandardCharsets.UTF_8);
  }

  Person person() {
    return person;
  }

  Body body() {
    return body;
  }

  /** The Kafka key, not to be changed: one array for all of this person's records. */
  byte[] key() {
    return key;
  }

  /** Some people wear two watches. */
  int watches() {
    return person.index() % 10 == 9 ? 2 : 1;
  }
}
