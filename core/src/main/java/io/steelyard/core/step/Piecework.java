package io.steelyard.core.step;

import io.steelyard.core.artifact.Json;
import io.steelyard.core.artifact.ShardStamp;
import io.steelyard.core.flow.Fn;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * A piece of a job's work on another machine: what it tells the job goes back with its result. The
 * copies of a {@link Job} there find the piece that their thread works on.
 */
final class Piecework {
  /** Progress of the piece that this thread works on. */
  static final Progress PROGRESS =
      new Progress() {
        @Override
        public void stage(String name, long total, String unit) {}

        @Override
        public void advance(long amount) {
          current().advanced += amount;
        }

        @Override
        public void note(String message) {
          current().notes.add(message);
        }
      };

  private static final ThreadLocal<Piecework> CURRENT = new ThreadLocal<>();

  private final List<byte[]> stamps = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private long advanced;

  private Piecework() {}

  /** What a finished piece gives back. */
  record Done<R>(R result, List<byte[]> stamps, List<String> notes, long advanced)
      implements Serializable {
    void tell(Job job) {
      stamps.forEach(stamp -> job.add(stampOf(stamp)));
      notes.forEach(job.progress()::note);
      job.progress().advance(advanced);
    }

    private static ShardStamp stampOf(byte[] json) {
      try {
        return Json.MAPPER.readValue(json, ShardStamp.class);
      } catch (IOException e) {
        throw new IllegalStateException("a stamp came back damaged", e);
      }
    }
  }

  static <R> Done<R> run(Fn.Piece<R> piece, int i) throws Exception {
    Piecework mine = new Piecework();
    CURRENT.set(mine);
    try {
      R result = piece.run(i);
      return new Done<>(result, mine.stamps, mine.notes, mine.advanced);
    } finally {
      CURRENT.remove();
    }
  }

  static void add(ShardStamp stamp) {
    current().stamps.add(Json.canonical(stamp));
  }

  private static Piecework current() {
    Piecework current = CURRENT.get();
    if (current == null) {
      throw new IllegalStateException("a copy of a job is used outside its piece of work");
    }
    return current;
  }
}
