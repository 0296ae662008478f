package io.steelyard.proofs.lab;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A domain as windows of bytes, to train on and held out; each window is one id and then so many
 * more that are predicted.
 */
@SuppressWarnings("ArrayRecordComponent")
public record ByteDomain(String name, int[][] training, int[][] held) {
  /**
   * Windows that begin with the domain's own id, so that a model knows where it is.
   *
   * @param tag the id, from 256 on
   * @param most bytes of training text; texts beyond are left out
   */
  public static ByteDomain tagged(
      String name, int tag, List<String> training, List<String> held, int length, long most) {
    return new ByteDomain(
        name,
        windows(bytes(training, most), tag, length),
        windows(bytes(held, Long.MAX_VALUE), tag, length));
  }

  /** Windows that begin with the last byte of the one before. */
  public static ByteDomain plain(
      String name, List<String> training, List<String> held, int length, long most) {
    return new ByteDomain(
        name,
        windows(bytes(training, most), -1, length),
        windows(bytes(held, Long.MAX_VALUE), -1, length));
  }

  private static byte[] bytes(List<String> texts, long most) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (String text : texts) {
      byte[] utf8 = (text + "\n").getBytes(StandardCharsets.UTF_8);
      int n = (int) Math.min(utf8.length, most - all.size());
      all.write(utf8, 0, n);
      if (all.size() >= most) {
        break;
      }
    }
    return all.toByteArray();
  }

  private static int[][] windows(byte[] bytes, int tag, int length) {
    int first = tag < 0 ? 1 : 0;
    int n = Math.max(0, (bytes.length - first) / length);
    int[][] windows = new int[n][length + 1];
    for (int w = 0; w < n; w++) {
      int at = first + w * length;
      windows[w][0] = tag < 0 ? bytes[at - 1] & 0xFF : tag;
      for (int i = 0; i < length; i++) {
        windows[w][i + 1] = bytes[at + i] & 0xFF;
      }
    }
    return windows;
  }

  /** Bytes to train on. */
  public long bytes() {
    return training.length == 0 ? 0 : (long) training.length * (training[0].length - 1);
  }
}
