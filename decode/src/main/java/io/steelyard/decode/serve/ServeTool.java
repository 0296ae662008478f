package io.steelyard.decode.serve;

import io.steelyard.core.RequestException;
import io.steelyard.core.step.Tool;
import io.steelyard.model.Models;
import io.steelyard.model.OpenedModel;
import io.steelyard.model.fetch.ModelFetch;
import java.util.List;
import java.util.Map;

/**
 * {@code steelyard serve-model --model smollm2-135m}: a local model for clients of OpenAI's API, on
 * this machine alone, until Ctrl-C.
 */
public final class ServeTool implements Tool {
  /** Where the key is that clients must bring; the key itself is never written. */
  static final String KEY_VARIABLE = "STEELYARD_API_KEY";

  /** Keys and values of a row are kept for so many tokens unless another number is given. */
  private static final int CONTEXT = 2048;

  private final ModelFetch fetch;
  private final Map<String, String> environment;

  public ServeTool() {
    this(ModelFetch.ofEnvironment(), System.getenv());
  }

  ServeTool(ModelFetch fetch, Map<String, String> environment) {
    this.fetch = fetch;
    this.environment = environment;
  }

  @Override
  public String name() {
    return "serve-model";
  }

  @Override
  public String about() {
    return "Serves a local model to clients of OpenAI's API, on this machine alone. Ends with"
        + " Ctrl-C. Where STEELYARD_API_KEY is set, clients must bring it.";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        Parameter.option(
            "model", "model folder, GGUF file, or a name that 'steelyard fetch' takes", null),
        Parameter.option("name", "what clients call the model; else as the file or folder", ""),
        Parameter.option("port", "port on this machine; 0 for any free one", "8080"),
        Parameter.option("threads", "cores of the model", "2"),
        Parameter.option("rows", "texts side by side", "4"),
        Parameter.option(
            "context",
            "most tokens of a prompt and its answer; 0 for 2048 or the model's own if that is less",
            "0"));
  }

  @Override
  public void run(Call call) throws InterruptedException {
    int port = call.count("port", 0);
    int threads = call.count("threads", 1);
    int rows = call.count("rows", 1);
    int context = call.count("context", 0);
    if (port > 65535) {
      throw new RequestException("--port must be 0 to 65535, was " + port);
    }
    ModelPlace place = ModelPlace.of(call.get("model"), fetch);
    String name = call.get("name").isEmpty() ? place.name() : call.get("name");
    OpenedModel model = Models.open(place.path(), threads);
    ModelServer server;
    try {
      int most = model.model().shape().context();
      server =
          ModelServer.start(
              model,
              ServerSettings.of(
                  name,
                  port,
                  rows,
                  context == 0 ? Math.min(CONTEXT, most) : context,
                  environment.get(KEY_VARIABLE)),
              call.err()::println);
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
    Thread ending = new Thread(() -> end(server, model), "ending");
    Runtime.getRuntime().addShutdownHook(ending);
    try {
      call.out().println("serving " + name + " at " + server.address() + "  (Ctrl-C ends it)");
      call.out().flush();
      Thread.currentThread().join();
    } finally {
      end(server, model);
      forget(ending);
    }
  }

  private static void forget(Thread ending) {
    try {
      Runtime.getRuntime().removeShutdownHook(ending);
    } catch (IllegalStateException e) {
      // the process ends already
    }
  }

  /** A model that still computes is left to the end of the process. */
  private static void end(ModelServer server, OpenedModel model) {
    if (server.end()) {
      model.close();
    }
  }
}
