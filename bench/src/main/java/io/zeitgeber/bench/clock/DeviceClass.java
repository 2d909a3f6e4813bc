package io.zeitgeber.bench.clock;

/** Kinds of devices: how often they sample, how good their crystal and their way to us is. */
enum DeviceClass {
  PHONE(1, 5, 20, 0.5, 40, 80),
  BLE(2, 2, 50, 1, 60, 150),
  LOGGER(3, 10, 100, 1, 80, 200);

  /** Keeps the draws of the classes apart. */
  final int stream;

  final long periodMicros;
  final double ppm;
  final double temperatureFactor;
  private final double leastFloorMillis;
  private final double mostFloorMillis;

  DeviceClass(
      int stream,
      int periodSeconds,
      double ppm,
      double temperatureFactor,
      double leastFloorMillis,
      double mostFloorMillis) {
    this.stream = stream;
    periodMicros = periodSeconds * Trace.SECOND;
    this.ppm = ppm;
    this.temperatureFactor = temperatureFactor;
    this.leastFloorMillis = leastFloorMillis;
    this.mostFloorMillis = mostFloorMillis;
  }

  /** The least delay of one device. */
  long floorMicros(Chance chance) {
    return (long) (chance.between(leastFloorMillis, mostFloorMillis) * 1000);
  }
}
