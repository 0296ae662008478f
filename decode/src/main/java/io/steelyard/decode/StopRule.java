package io.steelyard.decode;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * When a text ends. Rules are asked after every token, the first generated one included, in the
 * order in which a request lists them.
 */
public interface StopRule {
  FinishReason reason();

  /** The rule at work on one text. */
  Watch open();

  /** A rule at work on one text. */
  interface Watch {
    /** How many bytes of the text stand if it ends now, or -1 if it goes on. */
    int end(GeneratedText text);

    /** Bytes at the end that a later token may make part of a stop. */
    default int held(GeneratedText text) {
      return 0;
    }
  }

  /** Ends at any of these tokens, whose own text is left out. */
  record Tokens(List<Integer> ids) implements StopRule {
    public Tokens {
      ids = List.copyOf(ids);
    }

    public static Tokens of(int... ids) {
      return new Tokens(Arrays.stream(ids).boxed().toList());
    }

    @Override
    public FinishReason reason() {
      return FinishReason.END_TOKEN;
    }

    @Override
    public Watch open() {
      int[] sorted = ids.stream().mapToInt(Integer::intValue).sorted().toArray();
      return text -> Arrays.binarySearch(sorted, text.lastToken()) >= 0 ? text.lengthBefore() : -1;
    }
  }

  /**
   * Ends where any of these strings is complete, also across tokens; the earliest counts. What
   * might become one is held back.
   *
   * @param keep whether the string stays in the text
   */
  record Strings(List<String> strings, boolean keep) implements StopRule {
    public Strings {
      strings = List.copyOf(strings);
      if (strings.isEmpty() || strings.stream().anyMatch(String::isEmpty)) {
        throw new IllegalArgumentException("stop strings must not be empty, were " + strings);
      }
    }

    @Override
    public FinishReason reason() {
      return FinishReason.STOP_STRING;
    }

    @Override
    public Watch open() {
      byte[][] stops =
          strings.stream().map(s -> s.getBytes(StandardCharsets.UTF_8)).toArray(byte[][]::new);
      int longest = Arrays.stream(stops).mapToInt(s -> s.length).max().orElseThrow();
      return new Watch() {
        @Override
        public int end(GeneratedText text) {
          for (int at = Math.max(0, text.lengthBefore() - longest + 1); at < text.length(); at++) {
            for (byte[] stop : stops) {
              if (matches(text, at, stop) == stop.length) {
                return keep ? at + stop.length : at;
              }
            }
          }
          return -1;
        }

        @Override
        public int held(GeneratedText text) {
          for (int at = Math.max(0, text.length() - longest + 1); at < text.length(); at++) {
            for (byte[] stop : stops) {
              if (matches(text, at, stop) == text.length() - at) {
                return text.length() - at;
              }
            }
          }
          return 0;
        }
      };
    }

    /** How many bytes from {@code at} on equal the string's head. */
    private static int matches(GeneratedText text, int at, byte[] stop) {
      int n = Math.min(stop.length, text.length() - at);
      int i = 0;
      while (i < n && text.bytes()[at + i] == stop[i]) {
        i++;
      }
      return i;
    }
  }

  /** Ends after so many generated tokens. */
  record MaxNewTokens(int most) implements StopRule {
    public MaxNewTokens {
      if (most < 1) {
        throw new IllegalArgumentException("max-new-tokens must be at least 1, was " + most);
      }
    }

    @Override
    public FinishReason reason() {
      return FinishReason.MAX_NEW_TOKENS;
    }

    @Override
    public Watch open() {
      return text -> text.tokens() >= most ? text.length() : -1;
    }
  }

  /** Ends at so many tokens, the prompt's included. */
  record MaxTotalTokens(int most) implements StopRule {
    @Override
    public FinishReason reason() {
      return FinishReason.MAX_TOTAL_TOKENS;
    }

    @Override
    public Watch open() {
      return text -> text.totalTokens() >= most ? text.length() : -1;
    }
  }

  /** Ends when so much time has passed since the text began. */
  record Time(Duration most, LongSupplier nanos) implements StopRule {
    public Time(Duration most) {
      this(most, System::nanoTime);
    }

    @Override
    public FinishReason reason() {
      return FinishReason.TIME;
    }

    @Override
    public Watch open() {
      long start = nanos.getAsLong();
      return text -> nanos.getAsLong() - start >= most.toNanos() ? text.length() : -1;
    }
  }

  /** Ends behind the first match of a pattern. */
  record Regex(Pattern pattern) implements StopRule {
    @Override
    public FinishReason reason() {
      return FinishReason.REGEX;
    }

    @Override
    public Watch open() {
      return text -> {
        String so = text.toString();
        Matcher matcher = pattern.matcher(so);
        return matcher.find()
            ? so.substring(0, matcher.end()).getBytes(StandardCharsets.UTF_8).length
            : -1;
      };
    }
  }

  /** Ends when the last {@code n} tokens have come {@code times} times in a row. */
  record Loop(int n, int times) implements StopRule {
    public Loop {
      if (n < 1 || times < 2) {
        throw new IllegalArgumentException(
            "a loop has at least 1 token and comes at least 2 times, was " + n + ", " + times);
      }
    }

    @Override
    public FinishReason reason() {
      return FinishReason.LOOP;
    }

    @Override
    public Watch open() {
      return text -> {
        int span = n * (times - 1);
        int last = text.tokens() - 1;
        if (last + 1 < n * times) {
          return -1;
        }
        for (int i = 0; i < span; i++) {
          if (text.token(last - i) != text.token(last - i - n)) {
            return -1;
          }
        }
        return text.length();
      };
    }
  }

  /** Ends where a caller's own test says so. */
  record When(Predicate<GeneratedText> test) implements StopRule {
    @Override
    public FinishReason reason() {
      return FinishReason.PREDICATE;
    }

    @Override
    public Watch open() {
      return text -> test.test(text) ? text.length() : -1;
    }
  }
}
