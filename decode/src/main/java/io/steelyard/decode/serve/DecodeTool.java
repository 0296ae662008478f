package io.steelyard.decode.serve;

import io.steelyard.core.RequestException;
import io.steelyard.core.WorkException;
import io.steelyard.core.step.Tool;
import io.steelyard.decode.ChainSettings;
import io.steelyard.decode.Decoder;
import io.steelyard.decode.Generation;
import io.steelyard.decode.GenerationRequest;
import io.steelyard.decode.Prompts;
import io.steelyard.decode.StopRule;
import io.steelyard.decode.TokenListener;
import io.steelyard.model.Models;
import io.steelyard.model.OpenedModel;
import io.steelyard.model.fetch.ModelFetch;
import io.steelyard.model.files.ChatTemplate;
import io.steelyard.model.files.ChatTemplate.Message;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * {@code steelyard decode --model smollm2-135m --temperature 0.7 What is a steelyard?}: a model's
 * text on the terminal, as it comes. Text goes to the standard output and nothing else does.
 */
public final class DecodeTool implements Tool {
  private static final int LONGEST_PROMPT = 16 << 20;

  private final ModelFetch fetch;
  private final InputStream in;

  public DecodeTool() {
    this(ModelFetch.ofEnvironment(), System.in);
  }

  DecodeTool(ModelFetch fetch, InputStream in) {
    this.fetch = fetch;
    this.in = in;
  }

  @Override
  public String name() {
    return "decode";
  }

  @Override
  public String about() {
    return "Continues a prompt with a model, or answers it, and shows the text as it comes.";
  }

  @Override
  public List<Parameter> parameters() {
    List<Parameter> parameters = new ArrayList<>();
    parameters.add(
        Parameter.option(
            "model", "model folder, GGUF file, or a name that 'steelyard fetch' takes", null));
    parameters.add(Parameter.option("max-tokens", "most new tokens; 0 for all that fit", "256"));
    parameters.add(
        Parameter.option(
            "chat",
            "whether the prompt is a message of the model's chat template: true, false, or auto"
                + " where it has one",
            "auto"));
    parameters.add(Parameter.option("system", "a system message before it, with chat", ""));
    parameters.add(Parameter.option("stop", "text that ends the answer and is left out of it", ""));
    parameters.add(Parameter.option("seed", "seed of all draws", "0"));
    parameters.add(Parameter.option("threads", "cores of the model", "2"));
    parameters.addAll(ChainOptions.parameters());
    parameters.add(
        Parameter.argument("prompt", "the prompt; the standard input if there is none", ""));
    return parameters;
  }

  @Override
  public void run(Call call) {
    ChainSettings settings = ChainOptions.read(call.values());
    int threads = call.count("threads", 1);
    int most = call.count("max-tokens", 0);
    long seed = seed(call.get("seed"));
    Chat chat = Chat.of(call.get("chat"));
    ModelPlace place = ModelPlace.of(call.get("model"), fetch);
    String prompt = call.get("prompt").isEmpty() ? read() : call.get("prompt");
    long start = System.nanoTime();
    try (OpenedModel model = Models.open(place.path(), threads)) {
      int[] ids = encode(model, place, chat, call.get("system"), prompt);
      int room = model.model().shape().context() - ids.length;
      if (room < 1) {
        throw new RequestException(
            "the prompt has "
                + ids.length
                + " tokens; the model's context of "
                + model.model().shape().context()
                + " leaves no room for an answer");
      }
      GenerationRequest request =
          GenerationRequest.of(
              0,
              ids,
              settings.chain(model.tokenizer(), model.ends()),
              seed,
              most == 0 ? room : most);
      if (model.ends().length > 0) {
        request = request.stop(StopRule.Tokens.of(model.ends()));
      }
      if (!call.get("stop").isEmpty()) {
        request = request.stop(new StopRule.Strings(List.of(call.get("stop")), false));
      }
      Shown shown = new Shown(call.out(), call.terminal());
      long opened = System.nanoTime();
      Generation text = new Decoder(model, 1, 1).generate(List.of(request), shown).get(0);
      shown.end();
      call.err().println(remark(ids.length, text, start, opened, shown));
    }
  }

  /** {@code --chat}. */
  private enum Chat {
    TRUE,
    FALSE,
    AUTO;

    static Chat of(String text) {
      return switch (text.toLowerCase(Locale.ROOT)) {
        case "true" -> TRUE;
        case "false" -> FALSE;
        case "auto" -> AUTO;
        default ->
            throw new RequestException("--chat must be true, false or auto, was '" + text + "'");
      };
    }
  }

  private static int[] encode(
      OpenedModel model, ModelPlace place, Chat chat, String system, String prompt) {
    boolean plain = chat == Chat.FALSE || chat == Chat.AUTO && model.chat().isEmpty();
    if (plain) {
      if (!system.isEmpty()) {
        throw new RequestException("--system needs a chat template, and none is used here");
      }
      return Prompts.encode(model, prompt);
    }
    ChatTemplate template =
        model
            .chat()
            .orElseThrow(
                () ->
                    new RequestException(
                        "--chat true: the model "
                            + place.name()
                            + " has no chat template; use --chat false"));
    List<Message> messages = new ArrayList<>();
    if (!system.isEmpty()) {
      messages.add(new Message("system", system));
    }
    messages.add(new Message("user", prompt));
    return template.encode(model.tokenizer(), messages, true);
  }

  private static String remark(int prompt, Generation text, long start, long opened, Shown shown) {
    int n = text.ids().length;
    double first = (shown.first - opened) / 1e9;
    double rest = (shown.last - shown.first) / 1e9;
    String speed =
        n > 1 && rest > 0 ? String.format(Locale.ROOT, ", %.1f tokens/s", (n - 1) / rest) : "";
    return String.format(
        Locale.ROOT,
        "prompt %,d tokens; %,d tokens, the first after %.2f s%s; opened in %.1f s; finish: %s",
        prompt,
        n,
        first,
        speed,
        (opened - start) / 1e9,
        text.reason().name().toLowerCase(Locale.ROOT).replace('_', '-'));
  }

  private static long seed(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new RequestException("--seed must be a whole number, was '" + text + "'", e);
    }
  }

  private String read() {
    try {
      byte[] bytes = in.readNBytes(LONGEST_PROMPT + 1);
      if (bytes.length > LONGEST_PROMPT) {
        throw new RequestException("the prompt on the standard input is longer than 16 MiB");
      }
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    } catch (CharacterCodingException e) {
      throw new RequestException("the prompt on the standard input is not UTF-8", e);
    } catch (IOException e) {
      throw new WorkException("the standard input cannot be read: " + e.getMessage(), e);
    }
  }

  /** Writes text at once, as UTF-8 whatever the locale is. */
  private static final class Shown implements TokenListener {
    private final PrintStream out;
    private final boolean terminal;
    private boolean line = true;
    private long first;
    private long last;

    Shown(PrintStream out, boolean terminal) {
      this.out = out;
      this.terminal = terminal;
    }

    @Override
    public void token(long request, int sample, int token, String text, double logProbability) {
      last = System.nanoTime();
      first = first == 0 ? last : first;
      if (!text.isEmpty()) {
        write(terminal ? harmless(text) : text);
        line = text.endsWith("\n");
      }
    }

    void end() {
      if (!line) {
        write("\n");
      }
    }

    private void write(String text) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      out.write(bytes, 0, bytes.length);
      out.flush();
    }

    /** A model may write what a terminal would obey. */
    private static String harmless(String text) {
      StringBuilder safe = new StringBuilder(text.length());
      for (char c : text.toCharArray()) {
        boolean control = c < ' ' && c != '\n' && c != '\t' || c >= 0x7F && c < 0xA0;
        if (control) {
          safe.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
        } else {
          safe.append(c);
        }
      }
      return safe.toString();
    }
  }
}
