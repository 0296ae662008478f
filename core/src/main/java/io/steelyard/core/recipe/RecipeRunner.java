package io.steelyard.core.recipe;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.steelyard.core.RequestException;
import io.steelyard.core.WorkException;
import io.steelyard.core.artifact.ArtifactKind;
import io.steelyard.core.artifact.AtomicFile;
import io.steelyard.core.artifact.Corpus;
import io.steelyard.core.artifact.CorpusView;
import io.steelyard.core.artifact.Digest;
import io.steelyard.core.artifact.Json;
import io.steelyard.core.artifact.Manifest;
import io.steelyard.core.artifact.Verdicts;
import io.steelyard.core.flow.EngineChoice;
import io.steelyard.core.flow.EngineSession;
import io.steelyard.core.step.Job;
import io.steelyard.core.step.Progress;
import io.steelyard.core.step.SettingsJson;
import io.steelyard.core.step.StepOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Runs a recipe: each step into {@code OUT/RECIPE/NN-STEP-KEY12/}, skipping what is there. The key
 * is a digest of settings, inputs, method version and seed, so a folder with that key and a
 * manifest is the result, whoever made it, on however many threads.
 */
public final class RecipeRunner {
  /** Summary, ledger and the list of steps of the latest run. */
  public static final String SUMMARY = "summary.json";

  public static final String LEDGER = "ledger.json";
  public static final String RUN = "run.json";

  /** The key of the result that a folder is being filled with; gone when it is finished. */
  private static final String UNFINISHED = ".key";

  /** What is told while a recipe runs. */
  public interface Listener {
    Listener SILENT = new Listener() {};

    /** A step begins; its progress goes to what is returned. */
    default Progress begins(int number, int of, Recipe.Call call) {
      return Progress.SILENT;
    }

    default void ended(int number, int of, Recipe.Call call, StepOutput output) {}
  }

  private RecipeRunner() {}

  /**
   * @param out folder of all runs
   * @param threads how many to use; never enters a result
   * @return the steps in order
   * @throws RequestException if the request is wrong
   * @throws WorkException if the work failed; what was finished is kept
   */
  public static List<StepOutput> run(Recipe recipe, Path out, int threads, Listener listener) {
    return run(recipe, out, EngineChoice.local(threads), listener);
  }

  /** The same on the chosen engine, which is opened when the first step has work to do. */
  public static List<StepOutput> run(
      Recipe recipe, Path runs, EngineChoice choice, Listener listener) {
    Path out = seenBy(choice, runs);
    Wiring wiring = Wiring.of(recipe);
    List<Map<String, Path>> reads = new ArrayList<>();
    for (Recipe.Call call : recipe.calls()) {
      reads.add(at(call, () -> call.step().reads(recipe.base())));
    }
    try (RunFolder folder = RunFolder.lock(out.resolve(recipe.name()));
        LazyEngine engine = new LazyEngine(choice, folder.path())) {
      InputDigests digests = new InputDigests(folder.path());
      List<StepOutput> done = new ArrayList<>();
      for (int i = 0; i < recipe.calls().size(); i++) {
        Recipe.Call call = recipe.calls().get(i);
        Progress progress = listener.begins(i + 1, recipe.calls().size(), call);
        List<String> inputs = new ArrayList<>();
        Collection<Path> files = reads.get(i).values();
        Map<Path, String> read = at(call, () -> digests.of(files, engine));
        reads.get(i).forEach((name, file) -> inputs.add(name + " " + read.get(file)));
        digests.save();
        Job.Inputs given = given(i, wiring, done, recipe.text());
        int step = i;
        StepOutput output =
            at(
                call,
                () ->
                    step(
                        call,
                        new Place(
                            step + 1,
                            recipe.base(),
                            recipe.seed(),
                            key -> folder.path().resolve(name(step + 1, call, key))),
                        inputs,
                        given,
                        engine,
                        progress));
        done.add(output);
        listener.ended(i + 1, recipe.calls().size(), call, output);
      }
      writeRun(folder.path(), recipe, done);
      return done;
    }
  }

  private static String name(int number, Recipe.Call call, String key) {
    return String.format(
        Locale.ROOT, "%02d-%s-%s", number, call.type().name(), key.substring(0, 12));
  }

  /**
   * Runs one step by hand: the same key, artifact and resume as in a recipe, with the given
   * artifacts as the steps before it.
   *
   * @param in artifact folders in order, or run folders, which stand for all their steps
   * @param base folder against which relative paths among the settings are resolved
   * @param out folder of the artifact itself
   */
  public static StepOutput runOne(
      Recipe.Call call,
      List<Path> in,
      Path base,
      Path out,
      long seed,
      int threads,
      Listener listener) {
    return runOne(call, in, base, out, seed, EngineChoice.local(threads), listener);
  }

  /** The same on the chosen engine. */
  public static StepOutput runOne(
      Recipe.Call call,
      List<Path> in,
      Path base,
      Path out,
      long seed,
      EngineChoice choice,
      Listener listener) {
    return at(
        call,
        () -> {
          Map<String, Path> reads = call.step().reads(base);
          Job.Inputs given =
              ByHand.inputs(call, in.stream().map(folder -> seenBy(choice, folder)).toList());
          try (RunFolder folder = RunFolder.lock(seenBy(choice, out));
              LazyEngine engine = new LazyEngine(choice, folder.path())) {
            Progress progress = listener.begins(1, 1, call);
            List<String> files = new ArrayList<>();
            reads.forEach((name, file) -> files.add(name + " " + InputDigests.sha256(file)));
            Place place = new Place(1, base, seed, key -> folder.path());
            StepOutput output = step(call, place, files, given, engine, progress);
            listener.ended(1, 1, call, output);
            return output;
          }
        });
  }

  /** Other machines know a folder by its whole path. */
  private static Path seenBy(EngineChoice choice, Path folder) {
    return choice.engine().equals(EngineChoice.LOCAL) ? folder : folder.toAbsolutePath();
  }

  /** Where a step stands: its number, what its paths are relative to, its seed, its folder. */
  private record Place(int number, Path base, long seed, UnaryFolder folder) {}

  /** The folder of a step by its key. */
  private interface UnaryFolder {
    Path of(String key);
  }

  /** What may throw anything. */
  private interface Work<T> {
    T get() throws Exception;
  }

  /** Puts the place of a step before its messages. */
  private static <T> T at(Recipe.Call call, Work<T> work) {
    String where = call.at() + ": " + call.type().name() + ": ";
    try {
      return work.get();
    } catch (RequestException e) {
      throw new RequestException(where + e.getMessage(), e);
    } catch (WorkException e) {
      throw new WorkException(where + e.getMessage(), e);
    } catch (IOException e) {
      throw new WorkException(where + AtomicFile.failure(Path.of("output"), e).getMessage(), e);
    } catch (RuntimeException e) {
      if (e.getCause() instanceof RequestException cause) {
        throw new RequestException(where + cause.getMessage(), e);
      } else if (e.getCause() instanceof WorkException cause) {
        throw new WorkException(where + cause.getMessage(), e);
      }
      throw e;
    } catch (Exception e) {
      throw new WorkException(where + e, e);
    }
  }

  private static Job.Inputs given(int i, Wiring wiring, List<StepOutput> done, String recipe) {
    CorpusView view = null;
    List<Integer> through = wiring.views().get(i);
    if (!through.isEmpty()) {
      List<Verdicts> verdicts = new ArrayList<>();
      for (int j : through.subList(1, through.size())) {
        verdicts.add(Verdicts.open(done.get(j).folder()));
      }
      view = new CorpusView(Corpus.open(done.get(through.get(0)).folder()), verdicts);
    }
    Map<ArtifactKind, StepOutput> others = new EnumMap<>(ArtifactKind.class);
    wiring.inputs().get(i).forEach((kind, j) -> others.put(kind, done.get(j)));
    return new Job.Inputs(view, others, List.copyOf(done), recipe);
  }

  private static StepOutput step(
      Recipe.Call call,
      Place place,
      List<String> files,
      Job.Inputs given,
      LazyEngine engine,
      Progress progress)
      throws Exception {
    List<String> inputs = new ArrayList<>(files);
    if (given.corpus() != null) {
      inputs.addAll(given.corpus().digests());
    }
    given.others().forEach((kind, o) -> inputs.add(kind.word() + " " + o.manifest().digest()));
    if (call.type().method().onWholeRun()) {
      given.previous().forEach(o -> inputs.add(o.manifest().key() + " " + o.manifest().digest()));
      inputs.add("recipe " + Digest.of(given.recipe().getBytes(StandardCharsets.UTF_8)));
    }
    ObjectNode settings = SettingsJson.of((Record) call.step());
    String key = key(call, settings, inputs, place.seed());
    Path out = place.folder().of(key);
    String name = call.as() != null ? call.as() : call.type().name();
    long start = System.nanoTime();
    if (Files.isRegularFile(out.resolve(Manifest.FILE))) {
      Manifest manifest = Manifest.read(out);
      if (!manifest.key().equals(key)) {
        throw new RequestException(
            out
                + ": holds another result (key "
                + manifest.key()
                + "). Choose another folder, or delete this one.");
      }
      return new StepOutput(place.number(), name, out, manifest, true, seconds(start));
    }
    RunFolder.tidy(out);
    Files.createDirectories(out);
    claim(out, key);
    verifyInputs(given);
    Instant began = Instant.now();
    Manifest manifest;
    int threads = engine.choice().threads();
    EngineSession session = engine.get();
    try (Job job = new Job(place.base(), out, place.seed(), threads, given, session, progress)) {
      call.step().run(job);
      job.ledger().requireClosed();
      if (given.corpus() != null) {
        job.ledger().requireTakesAll(given.corpus().inventory());
      }
      AtomicFile.write(out.resolve(SUMMARY), job.summary().json());
      AtomicFile.write(out.resolve(LEDGER), Json.pretty(job.ledger()));
      manifest =
          new Manifest(
              Manifest.FORMAT,
              call.type().makes(),
              call.type().name(),
              call.type().method().version(),
              key,
              settings,
              place.seed(),
              inputs,
              Digest.ofParts(call.type().makes(), job.parts()),
              job.parts(),
              RunFacts.of(began, seconds(start), threads, session.describe()));
    }
    RunFolder.tidy(out);
    manifest.write(out);
    Files.deleteIfExists(out.resolve(UNFINISHED));
    return new StepOutput(place.number(), name, out, manifest, false, seconds(start));
  }

  /**
   * Marks a folder with the key of its result. Finished shards of a killed run are kept, but only
   * for the same result: a step by hand may be given the folder that another one left unfinished.
   */
  private static void claim(Path out, String key) throws IOException {
    Path mark = out.resolve(UNFINISHED);
    if (Files.isRegularFile(mark) && !Files.readString(mark).equals(key)) {
      throw new RequestException(
          out
              + ": holds an unfinished result of other settings or inputs. Choose another folder,"
              + " or delete this one.");
    }
    AtomicFile.write(mark, key.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Reads small inputs through once before trusting them; corpora check themselves frame by frame.
   */
  private static void verifyInputs(Job.Inputs given) {
    if (given.corpus() != null) {
      given.corpus().verdicts().forEach(v -> v.manifest().verify(v.folder()));
    }
    given.others().values().forEach(o -> o.manifest().verify(o.folder()));
  }

  private static String key(Recipe.Call call, ObjectNode settings, List<String> inputs, long seed) {
    ObjectNode root = Json.MAPPER.createObjectNode();
    root.put("step", call.type().name());
    root.put("version", call.type().method().version());
    root.set("settings", settings);
    root.set("inputs", Json.MAPPER.valueToTree(inputs));
    root.put("seed", seed);
    return Digest.of(Json.canonical(root));
  }

  private static void writeRun(Path folder, Recipe recipe, List<StepOutput> done) {
    ObjectNode root = Json.MAPPER.createObjectNode();
    root.put("name", recipe.name());
    root.put("seed", recipe.seed());
    root.put("recipe", recipe.text());
    done.forEach(
        o ->
            root.withArray("/steps")
                .addObject()
                .put("number", o.number())
                .put("name", o.name())
                .put("folder", o.folder().getFileName().toString()));
    AtomicFile.write(folder.resolve(RUN), Json.pretty(root));
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) / 1e9;
  }
}
