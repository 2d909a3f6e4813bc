package io.zeitgeber.bench.clock;

/** What was measured on the devices of one regime; adds up over devices. */
final class Score {
  /** Corrected − true time when a sample arrived, and of its last version. */
  final Histogram online = new Histogram();

  final Histogram settled = new Histogram();

  /** The last version's error less the device's least delay, which nothing can show. */
  final Histogram excess = new Histogram();

  final Histogram detection = new Histogram();
  int devices;
  double deviceWeeks;
  long samples;
  long covered;
  long judged;
  long good;
  long goodButWrong;
  long afterReceived;
  int stepsTrue;
  int stepsFound;
  int falseSegments;
  int opened;
  int reopened;
  int rebased;
  int confidenceChanges;

  void add(Score other) {
    online.add(other.online);
    settled.add(other.settled);
    excess.add(other.excess);
    detection.add(other.detection);
    devices += other.devices;
    deviceWeeks += other.deviceWeeks;
    samples += other.samples;
    covered += other.covered;
    judged += other.judged;
    good += other.good;
    goodButWrong += other.goodButWrong;
    afterReceived += other.afterReceived;
    stepsTrue += other.stepsTrue;
    stepsFound += other.stepsFound;
    falseSegments += other.falseSegments;
    opened += other.opened;
    reopened += other.reopened;
    rebased += other.rebased;
    confidenceChanges += other.confidenceChanges;
  }
}
