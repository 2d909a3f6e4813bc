package io.zeitgeber.participant.step;

import io.zeitgeber.participant.absence.Absences;
import io.zeitgeber.participant.canonical.CanonicalReader;
import io.zeitgeber.participant.canonical.CanonicalWriter;
import io.zeitgeber.participant.derived.Results;
import io.zeitgeber.participant.enrolment.Registration;
import io.zeitgeber.participant.handling.HandledAlerts;
import io.zeitgeber.participant.protocol.Protocol;
import java.util.ArrayList;
import java.util.List;

/** The one byte form of a participant's state: what snapshots and digests are made of. */
final class StateForm {
  /** Names the byte form; another form gets another number. */
  private static final int FORM = 3;

  /** Checkpoints of older rules hold it. */
  private static final int OLDEST_FORM = 2;

  private StateForm() {}

  static byte[] write(Participant it) {
    CanonicalWriter to = new CanonicalWriter();
    to.number(FORM).text(it.study()).text(it.id()).text(it.protocol().digest());
    it.registration().write(to);
    to.number(it.arrivals());
    it.offsets().write(to);
    to.number(it.deviceStates().size());
    it.deviceStates().forEach(device -> device.write(to));
    it.results().write(to);
    it.absences().write(to);
    it.marks().write(to);
    if (!it.handledAlerts().isEmpty()) {
      it.handledAlerts().write(to);
    }
    return to.toBytes();
  }

  static Participant read(byte[] bytes, Protocol protocol) {
    CanonicalReader from = new CanonicalReader(bytes);
    long form = form(from);
    Successor read = new Successor(from.text(), from.text(), protocol);
    if (!from.text().equals(protocol.digest())) {
      throw new IllegalArgumentException("a state under another protocol");
    }
    read.registration(Registration.read(from)).arrivals(from.number()).offsets(Offsets.read(from));
    List<DeviceState> devices = new ArrayList<>();
    for (int left = from.count(); left > 0; left--) {
      devices.add(DeviceState.read(from, form));
    }
    read.devices(devices).results(Results.read(from, form)).absences(Absences.read(from));
    read.marks(Marks.read(from));
    read.handled(from.isAtEnd() ? HandledAlerts.NONE : HandledAlerts.read(from));
    from.end();
    return read.build();
  }

  static String protocolDigest(byte[] bytes) {
    CanonicalReader from = new CanonicalReader(bytes);
    form(from);
    from.text();
    from.text();
    return from.text();
  }

  private static long form(CanonicalReader from) {
    long form = from.number();
    if (form < OLDEST_FORM || form > FORM) {
      throw new IllegalArgumentException("a state in an unknown form");
    }
    return form;
  }
}
