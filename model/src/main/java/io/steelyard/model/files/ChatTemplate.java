package io.steelyard.model.files;

import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.JinjavaConfig;
import com.hubspot.jinjava.LegacyOverrides;
import com.hubspot.jinjava.el.JinjavaProcessors;
import com.hubspot.jinjava.interpret.Context;
import com.hubspot.jinjava.interpret.RenderResult;
import com.hubspot.jinjava.interpret.TemplateError;
import com.hubspot.jinjava.lib.fn.ELFunctionDefinition;
import io.steelyard.core.RequestException;
import io.steelyard.vocab.Surrogates;
import io.steelyard.vocab.Tokenizer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The text that a chat model was taught to see for a list of messages, as a Jinja template says it.
 *
 * <p>Example: with {@code {% for m in messages %}<|{{ m.role }}|>{{ m.content }}{% endfor %}} and
 * the message ("user", "Hi") it is {@code <|user|>Hi}.
 *
 * <p>Templates come with models and are not trusted: no files, no Java, bounded work and output.
 * Messages are not trusted either: nothing in them is run as a template, and a special token's text
 * within one is ordinary text ({@link #encode}).
 *
 * <p>What is not Python's: {@code length} and slices count UTF-16 units, and a loop with a
 * condition is refused.
 */
public final class ChatTemplate {
  /**
   * One message of a chat.
   *
   * @param role one of {@link #ROLES}
   * @param content its text
   */
  public record Message(String role, String content) {
    public Message {
      if (!ROLES.contains(role)) {
        throw new RequestException("role \"" + role + "\" is not known; expected one of " + ROLES);
      }
      if (content == null) {
        throw new RequestException("a message of role " + role + " has no content");
      }
    }
  }

  /** Roles that messages may have; a free word could make a special token out of thin air. */
  public static final List<String> ROLES =
      List.of("system", "developer", "user", "assistant", "tool", "function", "ipython", "model");

  private static final int LONGEST_TEMPLATE = 1 << 20;
  private static final int LONGEST_OUTPUT = 64 << 20;

  private final String text;
  private volatile String adapted;
  private final String start;
  private final String end;

  /**
   * @param text the Jinja template
   * @param start text of the token that begins a text ({@code bos_token}); may be empty
   * @param end text of the token that ends one ({@code eos_token}); may be empty
   */
  public ChatTemplate(String text, String start, String end) {
    if (text.length() > LONGEST_TEMPLATE) {
      throw new RequestException(
          "a chat template of " + text.length() + " characters; at most " + LONGEST_TEMPLATE);
    }
    this.text = text;
    this.start = start;
    this.end = end;
  }

  /** The template itself. */
  public String text() {
    return text;
  }

  /** The text for messages. */
  public String render(List<Message> messages, boolean addGenerationPrompt) {
    return render(messages, addGenerationPrompt, Map.of());
  }

  /**
   * The text for messages.
   *
   * @param addGenerationPrompt whether it ends where the assistant's answer begins
   * @param more further variables of the template
   * @throws RequestException where the template refuses the messages ({@code raise_exception}), or
   *     cannot be understood
   */
  public String render(
      List<Message> messages, boolean addGenerationPrompt, Map<String, Object> more) {
    Map<String, Object> variables = new HashMap<>(more);
    variables.put("messages", messages.stream().map(ChatTemplate::variables).toList());
    variables.put("add_generation_prompt", addGenerationPrompt);
    variables.put("bos_token", start);
    variables.put("eos_token", end);
    RenderResult result = Engine.ONE.render(adapted(), variables);
    for (TemplateError error : result.getErrors()) {
      throw new RequestException(
          "the chat template failed in line " + error.getLineno() + ": " + said(error));
    }
    return result.getOutput();
  }

  /** Looked at when first needed: a model is of use without a template that cannot be read. */
  private String adapted() {
    if (adapted == null) {
      adapted = Engine.ONE.adapt(text);
    }
    return adapted;
  }

  private static String said(TemplateError error) {
    for (Throwable e = error.getException(); e != null; e = e.getCause()) {
      if (e instanceof Raised) {
        return e.getMessage();
      }
    }
    return error.getMessage();
  }

  private static Map<String, Object> variables(Message message) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("role", message.role());
    map.put("content", message.content());
    return map;
  }

  /**
   * The ids of the text for messages. Special tokens are those that the template wrote; where a
   * message has the text of one, it is encoded as any other text.
   */
  public int[] encode(Tokenizer tokenizer, List<Message> messages, boolean addGenerationPrompt) {
    List<String> special =
        tokenizer.parts().added().stream()
            .filter(token -> token.special())
            .map(token -> token.content())
            .toList();
    boolean harmless =
        messages.stream().allMatch(m -> special.stream().noneMatch(m.content()::contains));
    if (harmless) {
      return tokenizer.encode(render(messages, addGenerationPrompt), false, Surrogates.ERROR);
    }
    SpecialText marked = SpecialText.of(special, messages, text);
    String rendered = render(marked.messages(), addGenerationPrompt);
    return marked.encode(tokenizer, rendered);
  }

  /** What a template said with {@code raise_exception}. */
  private static final class Raised extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Raised(String message) {
      super(message);
    }
  }

  /** The functions that templates of Hugging Face's call. */
  public static final class Functions {
    private Functions() {}

    /** Refuses the messages. */
    public static Object raiseException(String message) {
      throw new Raised(message);
    }

    /** Today's date in the format of C's {@code strftime}. */
    public static String strftimeNow(String format) {
      return TemplateClock.format(format);
    }
  }

  /** One Jinja engine: set up once, safe for many threads. */
  private static final class Engine {
    static final Engine ONE = new Engine();
    private static final int MOST_NODES = 1_000_000;

    private final Jinjava jinjava;
    private final ThreadLocal<int[]> nodes = ThreadLocal.withInitial(() -> new int[1]);

    private Engine() {
      JinjavaConfig config =
          JinjavaConfig.newBuilder()
              .withTrimBlocks(true)
              .withLstripBlocks(true)
              .withKeepTrailingNewline(true)
              .withNestedInterpretationEnabled(false)
              .withMaxOutputSize(LONGEST_OUTPUT)
              .withMaxStringLength(LONGEST_OUTPUT)
              .withMaxRenderDepth(50)
              .withRangeLimit(10_000)
              .withEnableRecursiveMacroCalls(true)
              .withMaxMacroRecursionDepth(50)
              .withDisabled(
                  Map.of(
                      Context.Library.TAG,
                      Set.of("include", "import", "extends", "from"),
                      Context.Library.FUNCTION,
                      Set.of("fromjson", "super")))
              .withProcessors(
                  JinjavaProcessors.newBuilder()
                      .withNodePreProcessor((node, interpreter) -> spend())
                      .build())
              .withLegacyOverrides(
                  LegacyOverrides.newBuilder()
                      .withEvaluateMapKeys(true)
                      .withIterateOverMapKeys(true)
                      .withUsePyishObjectMapper(false)
                      .withUseNaturalOperatorPrecedence(true)
                      .withParseWhitespaceControlStrictly(true)
                      .withAllowAdjacentTextNodes(true)
                      .withUseTrimmingForNotesAndExpressions(true)
                      .withKeepNullableLoopValues(true)
                      .withHandleBackslashInQuotesOnly(true)
                      .build())
              .build();
      jinjava = new Jinjava(config);
      jinjava
          .getGlobalContext()
          .registerFunction(
              new ELFunctionDefinition(
                  "", "raise_exception", Functions.class, "raiseException", String.class));
      jinjava
          .getGlobalContext()
          .registerFunction(
              new ELFunctionDefinition(
                  "", "strftime_now", Functions.class, "strftimeNow", String.class));
    }

    String adapt(String text) {
      Context context = jinjava.getGlobalContext();
      return new JinjaDialect(
              name -> context.getFilter(name) != null, name -> context.getExpTest(name) != null)
          .adapt(text);
    }

    RenderResult render(String text, Map<String, Object> variables) {
      nodes.get()[0] = 0;
      return jinjava.renderForResult(text, variables);
    }

    /** Loops in loops end here. */
    private void spend() {
      if (++nodes.get()[0] > MOST_NODES) {
        throw new Raised("more than " + MOST_NODES + " parts of it were run; it does not end");
      }
    }
  }
}
