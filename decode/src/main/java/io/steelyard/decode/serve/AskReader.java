package io.steelyard.decode.serve;

import com.fasterxml.jackson.databind.JsonNode;
import io.steelyard.core.RequestException;
import io.steelyard.core.step.Position;
import io.steelyard.core.step.Value;
import io.steelyard.decode.ChainSettings;
import io.steelyard.decode.Prompts;
import io.steelyard.decode.StopRule;
import io.steelyard.decode.chain.Chain;
import io.steelyard.decode.chain.Processor;
import io.steelyard.model.OpenedModel;
import io.steelyard.model.files.ChatTemplate;
import io.steelyard.model.files.ChatTemplate.Message;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Understands the bodies of {@code completions} and {@code chat/completions}. What is not supported
 * is refused by name; what only describes the caller is let through.
 */
final class AskReader {
  private static final int MOST_CHOICES = 128;
  private static final int MOST_STOPS = 16;
  private static final int MOST_ALTERNATIVES = 20;

  /** OpenAI's default of {@code max_tokens} for completions. */
  private static final int COMPLETION_TOKENS = 16;

  private static final Set<String> COMMON =
      Set.of(
          "model",
          "max_tokens",
          "temperature",
          "top_p",
          "top_k",
          "min_p",
          "typical_p",
          "repetition_penalty",
          "presence_penalty",
          "frequency_penalty",
          "logit_bias",
          "n",
          "seed",
          "stop",
          "stream",
          "stream_options",
          "user",
          "metadata",
          "store",
          "service_tier",
          "safety_identifier",
          "prompt_cache_key");
  private static final Set<String> COMPLETION =
      with(COMMON, "prompt", "echo", "logprobs", "best_of", "suffix");
  private static final Set<String> CHAT =
      with(
          COMMON,
          "messages",
          "max_completion_tokens",
          "logprobs",
          "top_logprobs",
          "response_format");

  private final OpenedModel model;
  private final String name;
  private final int context;
  private final LongSupplier seeds;

  /**
   * @param name what clients call the model
   * @param context most tokens of prompt and answer
   * @param seeds where a request brings none
   */
  AskReader(OpenedModel model, String name, int context, LongSupplier seeds) {
    this.model = model;
    this.name = name;
    this.context = context;
    this.seeds = seeds;
  }

  private static Set<String> with(Set<String> some, String... more) {
    Set<String> all = new java.util.HashSet<>(some);
    all.addAll(Arrays.asList(more));
    return Set.copyOf(all);
  }

  Ask read(JsonNode json, boolean chat) {
    Fields fields = new Fields(json);
    fields.allow(chat ? CHAT : COMPLETION);
    if (fields.has("model") && !fields.text("model").equals(name)) {
      throw ApiError.coded(
          404,
          "model_not_found",
          "model",
          "The model '"
              + fields.text("model")
              + "' does not exist; this server has '"
              + name
              + "'");
    }
    boolean echo = !chat && fields.flag("echo");
    List<Ask.Prompt> prompts = chat ? List.of(messages(fields)) : prompts(fields);
    int n = (int) fields.whole("n", 1, 1, MOST_CHOICES);
    if ((long) n * prompts.size() > MOST_CHOICES) {
      throw fields.wrong("n", "such that prompts times n is at most " + MOST_CHOICES);
    }
    refuse(fields, n);
    boolean stream = fields.flag("stream");
    Fields options = new Fields(fields.get("stream_options"));
    if (stream && echo) {
      throw fields.wrong("stream", "false where the prompt is echoed");
    }
    return new Ask(
        chat,
        prompts,
        n,
        maxTokens(fields, chat, echo, prompts),
        chain(fields),
        fields.has("seed")
            ? fields.whole("seed", 0, Long.MIN_VALUE, Long.MAX_VALUE)
            : seeds.getAsLong(),
        stops(fields),
        stream,
        options.json().isObject() && options.flag("include_usage"),
        alternatives(fields, chat),
        echo);
  }

  private void refuse(Fields fields, int n) {
    if (fields.has("best_of") && fields.whole("best_of", n, 1, MOST_CHOICES) != n) {
      throw fields.wrong("best_of", "equal to n");
    }
    if (fields.has("suffix") && !fields.text("suffix").isEmpty()) {
      throw fields.wrong("suffix", "empty: nothing can be filled in before a text here");
    }
    JsonNode form = fields.get("response_format").path("type");
    if (fields.has("response_format") && !form.asText().equals("text")) {
      throw fields.wrong("response_format", "{\"type\": \"text\"}");
    }
  }

  private int alternatives(Fields fields, boolean chat) {
    if (!chat) {
      return (int) fields.whole("logprobs", -1, 0, MOST_ALTERNATIVES);
    }
    int top = (int) fields.whole("top_logprobs", 0, 0, MOST_ALTERNATIVES);
    if (!fields.flag("logprobs")) {
      if (top > 0) {
        throw ApiError.wrong("top_logprobs", "'top_logprobs' needs 'logprobs': true");
      }
      return -1;
    }
    return top;
  }

  private int maxTokens(Fields fields, boolean chat, boolean echo, List<Ask.Prompt> prompts) {
    int longest = prompts.stream().mapToInt(p -> p.ids().length).max().orElseThrow();
    String field = fields.has("max_completion_tokens") ? "max_completion_tokens" : "max_tokens";
    int room = context - longest;
    long wanted =
        fields.whole(
            field, chat ? Math.max(room, 1) : COMPLETION_TOKENS, echo ? 0 : 1, Integer.MAX_VALUE);
    if (wanted > room) {
      throw ApiError.coded(
          400,
          "context_length_exceeded",
          field,
          "This model's maximum context length is "
              + context
              + " tokens here; you asked for "
              + (longest + wanted)
              + " ("
              + longest
              + " in the prompt, "
              + wanted
              + " new ones). Shorten the prompt, or ask for fewer");
    }
    return (int) wanted;
  }

  private Chain chain(Fields fields) {
    Map<String, Value.Field> settings = new LinkedHashMap<>();
    put(settings, "preset", "vllm");
    put(settings, "temperature", number(fields, "temperature", 0, 2));
    put(settings, "top-p", number(fields, "top_p", 0, 1));
    put(settings, "top-k", topK(fields));
    put(settings, "min-p", number(fields, "min_p", 0, 1));
    put(settings, "typical", number(fields, "typical_p", 0, 1));
    put(settings, "repetition-penalty", number(fields, "repetition_penalty", 0, 10));
    put(settings, "presence-penalty", number(fields, "presence_penalty", -2, 2));
    put(settings, "frequency-penalty", number(fields, "frequency_penalty", -2, 2));
    if (fields.has("logit_bias")) {
      settings.put("bias", new Value.Field(at("logit_bias"), bias(fields)));
    }
    try {
      ChainSettings chain = ChainOptions.settings(settings, "request");
      return chain.chain(model.tokenizer(), model.ends());
    } catch (RequestException e) {
      throw ApiError.wrong(null, e.getMessage());
    }
  }

  private static Position at(String name) {
    return new Position("'" + name + "'", 0, 0);
  }

  private static void put(Map<String, Value.Field> settings, String name, String value) {
    if (value != null) {
      Position at = at(name.replace('-', '_'));
      settings.put(name, new Value.Field(at, new Value.Scalar(value, at)));
    }
  }

  private static String number(Fields fields, String name, double least, double most) {
    return fields.has(name) ? Double.toString(fields.number(name, 0, least, most)) : null;
  }

  /** -1 is off for vLLM, 0 here. */
  private static String topK(Fields fields) {
    return fields.has("top_k")
        ? Long.toString(Math.max(0, fields.whole("top_k", 0, -1, Integer.MAX_VALUE)))
        : null;
  }

  private Value bias(Fields fields) {
    JsonNode biases = fields.get("logit_bias");
    if (!biases.isObject()) {
      throw fields.wrong("logit_bias", "an object of token ids and numbers");
    }
    Map<String, Value.Field> all = new LinkedHashMap<>();
    Position at = at("logit_bias");
    Fields each = new Fields(biases);
    biases
        .fieldNames()
        .forEachRemaining(
            id -> {
              if (!id.matches("\\d{1,9}")) {
                throw fields.wrong("logit_bias", "an object of token ids and numbers");
              }
              String value = Double.toString(each.number(id, 0, -100, 100));
              all.put("#" + id, new Value.Field(at, new Value.Scalar(value, at)));
            });
    return new Value.Fields(all, at);
  }

  private List<StopRule> stops(Fields fields) {
    List<StopRule> rules = new ArrayList<>();
    if (model.ends().length > 0) {
      rules.add(StopRule.Tokens.of(model.ends()));
    }
    List<String> strings = fields.texts("stop");
    if (strings.size() > MOST_STOPS || strings.stream().anyMatch(String::isEmpty)) {
      throw fields.wrong("stop", "at most " + MOST_STOPS + " texts, none of them empty");
    }
    if (!strings.isEmpty()) {
      rules.add(new StopRule.Strings(strings, false));
    }
    return rules;
  }

  private Ask.Prompt messages(Fields fields) {
    ChatTemplate template =
        model
            .chat()
            .orElseThrow(
                () ->
                    ApiError.wrong(
                        null,
                        "the model "
                            + name
                            + " has no chat template; use /v1/completions with a prompt"));
    JsonNode list = fields.get("messages");
    if (!list.isArray() || list.isEmpty()) {
      throw fields.wrong("messages", "a list of at least one message");
    }
    List<Message> messages = new ArrayList<>();
    try {
      for (JsonNode one : list) {
        messages.add(message(one, messages.size()));
      }
      return new Ask.Prompt(template.encode(model.tokenizer(), messages, true), "", false);
    } catch (RequestException e) {
      throw ApiError.wrong("messages", e.getMessage());
    }
  }

  private static Message message(JsonNode json, int at) {
    Fields message = new Fields(json);
    message.allow(Set.of("role", "content"));
    JsonNode content = message.get("content");
    if (content.isTextual()) {
      return new Message(message.text("role"), content.textValue());
    }
    if (!content.isArray()) {
      throw ApiError.wrong("messages", "messages[" + at + "].content must be a text");
    }
    StringBuilder text = new StringBuilder();
    for (JsonNode part : content) {
      if (!part.path("type").asText().equals("text") || !part.path("text").isTextual()) {
        throw ApiError.wrong(
            "messages",
            "messages[" + at + "].content has a part that is no text; this model reads only text");
      }
      text.append(part.get("text").textValue());
    }
    return new Message(message.text("role"), text.toString());
  }

  private List<Ask.Prompt> prompts(Fields fields) {
    JsonNode prompt = fields.get("prompt");
    List<Ask.Prompt> prompts = new ArrayList<>();
    if (prompt.isTextual() || isIds(prompt)) {
      prompts.add(prompt(fields, prompt));
    } else if (prompt.isArray() && !prompt.isEmpty() && prompt.size() <= MOST_CHOICES) {
      prompt.forEach(one -> prompts.add(prompt(fields, one)));
    } else {
      throw fields.wrong(
          "prompt", "a text, a list of token ids, or a list of at most " + MOST_CHOICES + " such");
    }
    return prompts;
  }

  private static boolean isIds(JsonNode node) {
    return node.isArray() && !node.isEmpty() && node.get(0).isNumber();
  }

  private Ask.Prompt prompt(Fields fields, JsonNode one) {
    if (one.isTextual()) {
      try {
        String text = one.textValue();
        return new Ask.Prompt(Prompts.encode(model, text), text, model.start() >= 0);
      } catch (RequestException e) {
        throw ApiError.wrong("prompt", e.getMessage());
      }
    }
    if (!isIds(one)) {
      throw fields.wrong("prompt", "a text, a list of token ids, or a list of such");
    }
    int[] ids = new int[one.size()];
    for (int i = 0; i < ids.length; i++) {
      int most = model.tokenizer().size() - 1;
      if (!one.get(i).isInt() || one.get(i).intValue() < 0 || one.get(i).intValue() > most) {
        throw ApiError.wrong(
            "prompt", "'prompt' has " + one.get(i) + "; token ids are 0 to " + most);
      }
      ids[i] = one.get(i).intValue();
    }
    return new Ask.Prompt(ids, model.tokenizer().decode(ids), false);
  }

  /** A chain with one more stage before all others. */
  static Chain watched(Chain chain, Processor first) {
    List<Processor> stages = new ArrayList<>(chain.stages());
    stages.add(0, first);
    return new Chain(stages, chain.sampler());
  }
}
