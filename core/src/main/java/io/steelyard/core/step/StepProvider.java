package io.steelyard.core.step;

import java.util.List;

/** What a room offers; found with {@link java.util.ServiceLoader}. One per room. */
public interface StepProvider {
  List<Class<? extends Step>> steps();
}
