package io.zeitgeber.simulator.device;

/** Is told of each record that is delivered and means what it says, in order of true time. */
public interface Witness {
  void sample(Records records, int row);
}
