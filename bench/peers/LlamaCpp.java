import de.kherud.llama.InferenceParameters;
import de.kherud.llama.LlamaModel;
import de.kherud.llama.LlamaOutput;
import de.kherud.llama.ModelParameters;
import java.util.Locale;

/** Greedy tokens a second of llama.cpp. Arguments: GGUF file, steps, threads. */
public final class LlamaCpp {
  public static void main(String[] arguments) {
    int steps = Integer.parseInt(arguments[1]);
    int threads = Integer.parseInt(arguments[2]);
    ModelParameters parameters =
        new ModelParameters()
            .setModel(arguments[0])
            .setThreads(threads)
            .setThreadsBatch(threads)
            .setCtxSize(512);
    try (LlamaModel model = new LlamaModel(parameters)) {
      double best = 0;
      for (int run = 0; run < 3; run++) {
        InferenceParameters request =
            new InferenceParameters("The capital of France is")
                .setTemperature(0)
                .setIgnoreEos(true)
                .setCachePrompt(false)
                .setNPredict(steps + 1);
        long first = 0;
        int tokens = 0;
        for (LlamaOutput output : model.generate(request)) {
          first = first == 0 ? System.nanoTime() : first; // the prompt is read by then
          tokens++;
        }
        best = Math.max(best, (tokens - 1) / ((System.nanoTime() - first) / 1e9));
      }
      System.out.println(String.format(Locale.ROOT, "llama.cpp %.1f tokens/s", best));
      System.out.flush();
      // Closing it can wait for ever on a thread of its own.
      Runtime.getRuntime().halt(0);
    }
  }
}
