package io.steelyard.core.flow;

import io.steelyard.core.Nearest;
import io.steelyard.core.RequestException;
import java.io.Closeable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;

/** A connection to where work runs, held for a whole run; each step has an engine of its own. */
public interface EngineSession extends Closeable {
  /** For {@code run} facts, such as {@code spark 4.1.1 on local[2]}. */
  String describe();

  /**
   * An engine whose records go through this session.
   *
   * @param partitions how many partitions grouped records fall into
   * @param scratch folder for temporary files, seen by all machines at the same path
   */
  Engine engine(int partitions, Path scratch, Progress progress);

  /** Whether work runs on threads of this process alone, so that it may share memory. */
  default boolean isLocal() {
    return false;
  }

  @Override
  void close();

  /** The threads of this machine. */
  static EngineSession local(int threads) {
    return new EngineSession() {
      @Override
      public String describe() {
        return EngineChoice.LOCAL;
      }

      @Override
      public Engine engine(int partitions, Path scratch, Progress progress) {
        return new LocalEngine(
            new LocalEngine.Settings(
                threads, partitions, LocalEngine.Settings.DEFAULT_MEMORY, scratch),
            progress);
      }

      @Override
      public boolean isLocal() {
        return true;
      }

      @Override
      public void close() {}
    };
  }

  /**
   * Opens the chosen engine.
   *
   * @param scratch folder for what the session itself keeps on this machine, made on demand
   * @throws RequestException if there is none of that name, or it cannot be reached
   */
  static EngineSession open(EngineChoice choice, Path scratch) {
    if (choice.engine().equals(EngineChoice.LOCAL)) {
      if (choice.master().isPresent()) {
        throw new RequestException(
            "a master ("
                + choice.master().get()
                + ") is for an engine that has machines: add --engine spark");
      }
      return local(choice.threads());
    }
    for (EngineProvider provider : ServiceLoader.load(EngineProvider.class)) {
      if (provider.name().equals(choice.engine())) {
        return provider.open(choice, scratch);
      }
    }
    throw new RequestException(
        "there is no engine '" + choice.engine() + "'" + Nearest.hint(choice.engine(), names()));
  }

  /** The engines there are. */
  static List<String> names() {
    List<String> names = new ArrayList<>(List.of(EngineChoice.LOCAL));
    ServiceLoader.load(EngineProvider.class).forEach(provider -> names.add(provider.name()));
    return names;
  }
}
