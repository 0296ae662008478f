package io.steelyard.corpus.read;

/**
 * A record, or the rest of a file, that was not read.
 *
 * @param reason why, as a code
 * @param at where it starts
 * @param records how many records it stands for; 1 where that cannot be known
 * @param bytes size of what was not read, after decompression where that is known
 * @param message what is wrong, what was expected and what to do, without the position
 */
public record Rejected(Reason reason, Position at, long records, long bytes, String message)
    implements Item {
  @Override
  public String toString() {
    return at + ": " + reason.code() + ": " + message;
  }
}
