package io.zeitgeber.simulator.body;

/**
 * A stretch of whole minutes as they were lived, in columns. Written by {@link Life}, read by
 * devices.
 */
public final class Minutes {
  /** How many a stretch has. */
  public static final int LENGTH = 10;

  /** Milliseconds in a minute. */
  public static final long MINUTE = 60_000;

  static final int GRID = 30;

  final Stage[] stage = new Stage[LENGTH];
  final Wear[] wear = new Wear[LENGTH];
  final int[] steps = new int[LENGTH];
  final boolean[] screen = new boolean[LENGTH];
  final double[] battery = new double[LENGTH];
  final double[] bpm = new double[LENGTH * GRID + 1];
  long first;

  /** How someone sleeps. */
  public enum Stage {
    AWAKE(0),
    LIGHT(1),
    DEEP(2),
    REM(3);

    private final int number;

    Stage(int number) {
      this.number = number;
    }

    public int number() {
      return number;
    }

    /** The one with that number. */
    public static Stage of(int number) {
      return switch (number) {
        case 0 -> AWAKE;
        case 1 -> LIGHT;
        case 2 -> DEEP;
        case 3 -> REM;
        default -> throw new IllegalArgumentException("stage " + number);
      };
    }
  }

  /** Where the watch is. */
  public enum Wear {
    WORN,
    NOT_WORN,
    CHARGING
  }

  /** The first minute, counted since the epoch. */
  public long first() {
    return first;
  }

  public long fromMillis() {
    return first * MINUTE;
  }

  public Stage stage(int minute) {
    return stage[minute];
  }

  public Wear wear(int minute) {
    return wear[minute];
  }

  public int steps(int minute) {
    return steps[minute];
  }

  /** Whether the phone's screen was on. */
  public boolean screen(int minute) {
    return screen[minute];
  }

  /** Of the watch, in percent. */
  public double battery(int minute) {
    return battery[minute];
  }

  /** The heart rate at an instant within, in beats/min. */
  public double bpm(long atMillis) {
    long within = atMillis - first * MINUTE;
    int at = (int) (within / (MINUTE / GRID));
    double rest = (within - at * (MINUTE / GRID)) / (double) (MINUTE / GRID);
    return bpm[at] + (bpm[at + 1] - bpm[at]) * rest;
  }
}
