package io.steelyard.decode.chain;

import io.steelyard.core.WorkException;

/** Every token was ruled out, so none can be drawn: never answered with token 0. */
public final class NoAdmissibleToken extends WorkException {
  private static final long serialVersionUID = 1L;

  public NoAdmissibleToken(int row, int position) {
    super(
        "row "
            + row
            + ", position "
            + position
            + ": no token is admissible: all logits are minus infinity. Take a bias, a suppressed"
            + " token or a banned n-gram out of the chain.");
  }
}
