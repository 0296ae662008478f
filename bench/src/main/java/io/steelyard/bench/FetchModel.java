package io.steelyard.bench;

import io.steelyard.model.fetch.ModelFetch;

/** Prints where a model is, after fetching it where it is not there yet. */
public final class FetchModel {
  private FetchModel() {}

  public static void main(String[] args) {
    System.out.println(ModelFetch.ofEnvironment().fetch(args[0], ModelFetch.Progress.SILENT));
  }
}
