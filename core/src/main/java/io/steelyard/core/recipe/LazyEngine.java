package io.steelyard.core.recipe;

import io.steelyard.core.RequestException;
import io.steelyard.core.flow.Engine;
import io.steelyard.core.flow.EngineChoice;
import io.steelyard.core.flow.EngineSession;
import io.steelyard.core.flow.FlowException;
import io.steelyard.core.flow.Fn;
import io.steelyard.core.flow.Plan;
import io.steelyard.core.flow.Progress;
import io.steelyard.core.flow.Source;
import java.nio.file.Path;
import java.util.function.Consumer;

/** The engine of a run, opened for the first step that has work to do. */
final class LazyEngine implements AutoCloseable {
  private static final String SCRATCH = ".engine";

  private final EngineChoice choice;
  private final Path folder;
  private EngineSession session;

  /**
   * @param folder of the run
   */
  LazyEngine(EngineChoice choice, Path folder) {
    this.choice = choice;
    this.folder = folder;
  }

  EngineChoice choice() {
    return choice;
  }

  EngineSession get() {
    if (session == null) {
      session = EngineSession.open(choice, folder.resolve(SCRATCH));
    }
    return session;
  }

  /** Runs numbered pieces of work that belong to no step. */
  <R> void pieces(int n, Fn.Piece<R> piece, Consumer<R> taken) {
    if (n == 0) {
      return;
    }
    try (Engine engine = get().engine(1, folder.resolve(SCRATCH), Progress.NONE)) {
      engine.run("reading", new Plan.Read<>(Source.numbers(n)), (i, none) -> piece.run(i), taken);
    } catch (FlowException e) {
      if (e.getCause() instanceof RequestException request) {
        throw request;
      }
      throw e;
    }
  }

  @Override
  public void close() {
    if (session != null) {
      session.close();
    }
  }
}
