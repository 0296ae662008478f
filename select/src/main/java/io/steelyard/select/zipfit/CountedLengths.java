package io.steelyard.select.zipfit;

import java.util.Arrays;

/** Lengths of deflate at levels 4 to 9, counted without making the streams. */
final class CountedLengths implements PairLengths {
  private final DeflateTarget[] targets;
  private final DeflateLevel level;
  private final DeflateSource source;
  private final DeflateSource other;
  private byte[] text = new byte[0];
  private int length;
  private DeflateTarget asTarget;

  CountedLengths(DeflateTarget[] targets, int level) {
    this.targets = targets;
    this.level = DeflateLevel.of(level);
    this.source = new DeflateSource(level);
    this.other = new DeflateSource(level);
  }

  @Override
  public void set(byte[] bytes, int n) {
    source.set(bytes, 0, n);
    text = bytes;
    length = n;
    asTarget = null;
  }

  @Override
  public int alone() {
    return source.alone();
  }

  @Override
  public int before(int y) {
    return source.with(targets[y]);
  }

  @Override
  public int after(int y) {
    if (asTarget == null) {
      asTarget = new DeflateTarget(Arrays.copyOf(text, length), level);
    }
    other.set(targets[y].text, 0, targets[y].text.length);
    return other.with(asTarget);
  }

  @Override
  public void close() {
    source.close();
    other.close();
  }
}
