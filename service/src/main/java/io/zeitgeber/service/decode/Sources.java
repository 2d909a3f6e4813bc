package io.zeitgeber.service.decode;

import io.zeitgeber.participant.observation.Source;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Numbers for (study, participant, device, channel), so that rows hold an int. A number without a
 * source stands for a participant whose device or channel could not be read.
 */
final class Sources {

  private record Who(String study, String participant) {}

  private record Key(int participant, @Nullable Source source) {}

  private final Map<Who, Integer> participants = new HashMap<>();
  private final List<Who> who = new ArrayList<>();
  private final Map<Key, Integer> numbers = new HashMap<>();
  private final List<@Nullable Source> sources = new ArrayList<>();
  private int[] participantOf = new int[256];

  int size() {
    return sources.size();
  }

  int participants() {
    return who.size();
  }

  void clear() {
    participants.clear();
    who.clear();
    numbers.clear();
    sources.clear();
  }

  /** The number of a source, new or known. */
  int number(String study, String participant, @Nullable String device, @Nullable String channel) {
    Who person = new Who(study, participant);
    Integer known = participants.get(person);
    int index = known == null ? who.size() : known;
    if (known == null) {
      participants.put(person, index);
      who.add(person);
    }
    Source source = device == null || channel == null ? null : new Source(device, channel);
    Key key = new Key(index, source);
    Integer number = numbers.get(key);
    return number == null ? add(key) : number;
  }

  private int add(Key key) {
    int number = sources.size();
    numbers.put(key, number);
    sources.add(key.source);
    if (number == participantOf.length) {
      participantOf = Arrays.copyOf(participantOf, number * 2);
    }
    participantOf[number] = key.participant;
    return number;
  }

  int participantOf(int number) {
    return participantOf[number];
  }

  @Nullable Source source(int number) {
    return sources.get(number);
  }

  String study(int participant) {
    return who.get(participant).study;
  }

  String participant(int participant) {
    return who.get(participant).participant;
  }
}
