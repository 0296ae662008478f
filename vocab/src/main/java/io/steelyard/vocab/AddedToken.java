package io.steelyard.vocab;

/**
 * A token that is cut out of the text before anything else happens to it.
 *
 * <p>Example: {@code <|endoftext|>} with id 50256, special.
 *
 * @param special whether decoding may leave it out
 * @param singleWord whether it counts only where no word character touches it
 * @param stripLeft whether it takes the white space before it
 * @param stripRight whether it takes the white space after it
 * @param normalized whether it is looked for in normalised text
 */
public record AddedToken(
    int id,
    String content,
    boolean special,
    boolean singleWord,
    boolean stripLeft,
    boolean stripRight,
    boolean normalized) {

  public AddedToken {
    if (id < 0) {
      throw new IllegalArgumentException(
          "added token \"" + content + "\" has the negative id " + id);
    }
    if (content.isEmpty()) {
      throw new IllegalArgumentException("added token " + id + " has no text");
    }
  }

  /** A special token with no conditions. */
  public static AddedToken special(int id, String content) {
    return new AddedToken(id, content, true, false, false, false, false);
  }
}
