package io.steelyard.core.flow;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** A record of the left or of the right flow of a join; left ones sort first. */
record Side<L, R>(boolean isLeft, L left, R right) {
  static <L, R> Side<L, R> ofLeft(L record) {
    return new Side<>(true, record, null);
  }

  static <L, R> Side<L, R> ofRight(R record) {
    return new Side<>(false, null, record);
  }

  record SideCodec<L, R>(Codec<L> lefts, Codec<R> rights) implements Codec<Side<L, R>> {
    @Override
    public void write(Side<L, R> side, DataOutput out) throws IOException {
      out.writeByte(side.isLeft ? 0 : 1);
      if (side.isLeft) {
        lefts.write(side.left, out);
      } else {
        rights.write(side.right, out);
      }
    }

    @Override
    public Side<L, R> read(DataInput in) throws IOException {
      return in.readByte() == 0 ? Side.ofLeft(lefts.read(in)) : Side.ofRight(rights.read(in));
    }
  }
}
