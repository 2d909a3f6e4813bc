package io.zeitgeber.service.participant;

import io.zeitgeber.service.cluster.v1.WrittenMessage;
import java.util.List;

/**
 * What came of a change that somebody asked for.
 *
 * @param sequence of the entry that holds it; where there is none, of the last one
 * @param facts what changed, a sentence each
 * @param code of a refusal; empty otherwise
 * @param detail of a refusal, or why the participant is halted
 */
public record Written(Fate fate, long sequence, List<String> facts, String code, String detail) {
  public Written {
    facts = List.copyOf(facts);
  }

  /** What can come of it. */
  public enum Fate {
    /** It is durable. */
    DONE,
    /** The same request was taken before. */
    REPEATED,
    /** Another request had this id. */
    OTHER_CONTENT,
    /** Refused, with a code; nothing was journaled. */
    REFUSED,
    /** The participant takes nothing. */
    HALTED,
    /** Nobody has heard of the participant. */
    UNKNOWN_PARTICIPANT,
    /** Something of the participant's history is to be put right first; ask again. */
    BUSY
  }

  static Written without(Fate fate, long sequence) {
    return new Written(fate, sequence, List.of(), "", "");
  }

  static Written refused(long sequence, String code, String detail) {
    return new Written(Fate.REFUSED, sequence, List.of(), code, detail);
  }

  static Written of(WrittenMessage message) {
    return new Written(
        switch (message.getFate()) {
          case FATE_DONE -> Fate.DONE;
          case FATE_REPEATED -> Fate.REPEATED;
          case FATE_OTHER_CONTENT -> Fate.OTHER_CONTENT;
          case FATE_REFUSED -> Fate.REFUSED;
          case FATE_UNKNOWN_PARTICIPANT -> Fate.UNKNOWN_PARTICIPANT;
          case FATE_BUSY -> Fate.BUSY;
          case FATE_HALTED, FATE_UNSPECIFIED, UNRECOGNIZED -> Fate.HALTED;
        },
        message.getSequence(),
        message.getFactsList(),
        message.getCode(),
        message.getDetail());
  }

  WrittenMessage toMessage() {
    return WrittenMessage.newBuilder()
        .setFate(
            switch (fate) {
              case DONE -> WrittenMessage.Fate.FATE_DONE;
              case REPEATED -> WrittenMessage.Fate.FATE_REPEATED;
              case OTHER_CONTENT -> WrittenMessage.Fate.FATE_OTHER_CONTENT;
              case REFUSED -> WrittenMessage.Fate.FATE_REFUSED;
              case HALTED -> WrittenMessage.Fate.FATE_HALTED;
              case UNKNOWN_PARTICIPANT -> WrittenMessage.Fate.FATE_UNKNOWN_PARTICIPANT;
              case BUSY -> WrittenMessage.Fate.FATE_BUSY;
            })
        .setSequence(sequence)
        .addAllFacts(facts)
        .setCode(code)
        .setDetail(detail)
        .build();
  }
}
