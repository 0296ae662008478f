package io.steelyard.torch;

/** The learning rate as a pure function of the step; a run's checkpoints keep its text. */
@FunctionalInterface
public interface Rate {
  /** The rate of a step, counted from 0. */
  double at(long step);
}
