package io.steelyard.vocab;

import io.steelyard.core.draws.Draws;
import io.steelyard.core.draws.Purpose;

/** Seeded strings made of what trips pre-tokenizers. */
public final class HardText {
  private static final String[] PIECES = {
    " ",
    " ",
    "  ",
    "\n",
    "\r\n",
    "\t",
    "\u0085",
    "\u00A0",
    "\u1680",
    "\u2003",
    "\u2028",
    "\u202F",
    "\u3000",
    "\u001C",
    "\u180E",
    "\u200B",
    "\uFEFF",
    "\0",
    "'s",
    "'S",
    "'re",
    "'LL",
    "'ve",
    "'d",
    "'\u017F",
    "'\uFB06",
    "\u2019s",
    "the",
    "Hello",
    "WORLD",
    "HTMLParser",
    "x",
    "I",
    "\u00DCber",
    "\u01C5",
    "\u02B0\u02B1",
    "\u00AA",
    "e\u0301",
    "\u0301",
    "A\u0301b",
    "\u0939\u093F\u0928\u094D",
    "\u4F60\u597D",
    "\u0E20\u0E32",
    "1",
    "12345",
    "\u00BD",
    "\u0967",
    "\u2167",
    "/",
    "//",
    "/\n",
    "!",
    "...",
    "\u2014",
    "\u20AC",
    "'",
    "\"",
    "_",
    "\uD83D\uDE00",
    "\u2764\uFE0F",
    "\u200D",
    new String(Character.toChars(0x31350)),
    new String(Character.toChars(0x1C89)),
    new String(Character.toChars(0x10D4A))
  };

  private HardText() {}

  /** The string number {@code i} of a seed. */
  public static String get(long seed, int i) {
    long key = Draws.mix(Draws.key(seed, Purpose.SYNTHETIC), i);
    int n = 1 + (int) Long.remainderUnsigned(Draws.mix(key, 0), 12);
    StringBuilder text = new StringBuilder();
    for (int k = 1; k <= n; k++) {
      long draw = Draws.mix(key, k);
      if (Long.remainderUnsigned(draw, 12) == 0) {
        int c = (int) Long.remainderUnsigned(Draws.mix(draw, 1), 0x110000);
        text.appendCodePoint(c >= 0xD800 && c < 0xE000 ? 'q' : c);
      } else {
        text.append(PIECES[(int) Long.remainderUnsigned(Draws.mix(draw, 2), PIECES.length)]);
      }
    }
    return text.toString();
  }
}
