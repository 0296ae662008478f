package io.steelyard.core.step;

import java.io.PrintStream;
import java.util.List;
import java.util.Map;

/**
 * A command of a room that is no step: it fetches, talks or serves, and makes no artifact. Found
 * with {@link java.util.ServiceLoader}; {@code steelyard NAME --help} is made from what it says.
 *
 * <p>Failures are {@code RequestException} (exit code 2) or {@code WorkException} (1), as in steps.
 */
public interface Tool {
  /** What is typed after {@code steelyard}. */
  String name();

  /** One sentence. */
  String about();

  List<Parameter> parameters();

  void run(Call call) throws Exception;

  /**
   * Something that may be given: {@code --name VALUE}, or by position.
   *
   * @param name as typed, without dashes
   * @param about what it means
   * @param or value where none is given; null where one must be given
   * @param positional whether it is given by its place; the last such takes all that follow
   */
  record Parameter(String name, String about, String or, boolean positional) {
    /** {@code --name VALUE}. */
    public static Parameter option(String name, String about, String or) {
      return new Parameter(name, about, or, false);
    }

    /** An argument by its place. */
    public static Parameter argument(String name, String about, String or) {
      return new Parameter(name, about, or, true);
    }
  }

  /**
   * One use of a tool.
   *
   * @param values by the names of the parameters; several words of one argument are joined by
   *     spaces
   * @param out results
   * @param err progress and remarks
   * @param terminal whether a person looks at {@code err}
   */
  record Call(Map<String, String> values, PrintStream out, PrintStream err, boolean terminal) {
    public String get(String name) {
      return values.get(name);
    }

    /** A whole number of at least {@code least}. */
    public int count(String name, int least) {
      String text = values.get(name);
      try {
        int n = Integer.parseInt(text.replace("_", ""));
        if (n >= least) {
          return n;
        }
      } catch (NumberFormatException e) {
        // said below
      }
      throw new io.steelyard.core.RequestException(
          "--" + name + " must be a whole number of at least " + least + ", was '" + text + "'");
    }

    /** A number. */
    public double number(String name) {
      try {
        return Double.parseDouble(values.get(name));
      } catch (NumberFormatException e) {
        throw new io.steelyard.core.RequestException(
            "--" + name + " must be a number, was '" + values.get(name) + "'", e);
      }
    }
  }
}
