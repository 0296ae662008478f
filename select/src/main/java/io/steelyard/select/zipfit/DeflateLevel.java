package io.steelyard.select.zipfit;

/**
 * How hard zlib looks for matches at a level of its lazy strategy, as its {@code
 * configuration_table} has it since 1.2.
 *
 * @param good from this length of the match before on, only a quarter of the chain is looked at
 * @param lazy a match of this length or more is taken without looking for a longer one
 * @param nice a match of this length ends the search
 * @param chain most candidates of a search
 */
record DeflateLevel(int good, int lazy, int nice, int chain) {
  /** The levels whose lengths are counted here; 1 to 3 match greedily and are left to zlib. */
  static final int LOWEST = 4;

  static DeflateLevel of(int level) {
    return switch (level) {
      case 4 -> new DeflateLevel(4, 4, 16, 16);
      case 5 -> new DeflateLevel(8, 16, 32, 32);
      case 6 -> new DeflateLevel(8, 16, 128, 128);
      case 7 -> new DeflateLevel(8, 32, 128, 256);
      case 8 -> new DeflateLevel(32, 128, 258, 1024);
      case 9 -> new DeflateLevel(32, 258, 258, 4096);
      default -> throw new IllegalArgumentException("levels 4 to 9 match lazily, not " + level);
    };
  }
}
