package io.steelyard.core.step;

/** Where a step reports how far it is; the app draws it. Safe to call from several threads. */
public interface Progress {
  Progress SILENT =
      new Progress() {
        @Override
        public void stage(String name, long total, String unit) {}

        @Override
        public void advance(long amount) {}

        @Override
        public void note(String message) {}
      };

  /**
   * A stretch of work begins.
   *
   * @param name what is done, for example {@code reading}
   * @param total how much there is, or 0 if unknown
   * @param unit what is counted, for example {@code documents} or {@code bytes}
   */
  void stage(String name, long total, String unit);

  void advance(long amount);

  /** Something a person should know now, for example a warning. */
  void note(String message);
}
