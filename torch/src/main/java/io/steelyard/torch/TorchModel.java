package io.steelyard.torch;

import io.steelyard.model.KeySpace;
import io.steelyard.model.LanguageModel;
import io.steelyard.model.ModelShape;
import io.steelyard.model.Session;
import java.nio.FloatBuffer;
import org.bytedeco.pytorch.Tensor;

/** A decoder as the other rooms see it. */
public final class TorchModel implements LanguageModel {
  private final Decoder decoder;

  TorchModel(Decoder decoder) {
    this.decoder = decoder;
  }

  Decoder decoder() {
    return decoder;
  }

  @Override
  public ModelShape shape() {
    return decoder.shape();
  }

  @Override
  public Session open(int rows, int capacity) {
    if (rows < 1) {
      throw new IllegalArgumentException("rows must be at least 1, was " + rows);
    }
    if (capacity < 1 || capacity > shape().context()) {
      throw new IllegalArgumentException(
          "capacity must lie between 1 and the model's context length "
              + shape().context()
              + ", was "
              + capacity);
    }
    return new TorchSession(decoder, rows, capacity);
  }

  @Override
  public KeySpace keys() {
    return new Keys(decoder);
  }

  @Override
  public void close() {
    decoder.close();
  }

  private record Keys(Decoder decoder) implements KeySpace {
    @Override
    public int vocabulary() {
      return decoder.shape().vocabulary();
    }

    @Override
    public int width() {
      return decoder.shape().width();
    }

    @Override
    public void read(int from, int to, float[] out) {
      Torch.plain(
          () -> {
            FloatBuffer all =
                decoder.head().narrow(0, from, (long) to - from).contiguous().createBuffer();
            all.get(out, 0, (to - from) * width());
          });
    }

    @Override
    public void multiply(float[] hidden, float[] logits) {
      Torch.plain(
          () -> {
            Tensor product = Torch.linear(Tensor.create(hidden, 1, hidden.length), decoder.head());
            product.<FloatBuffer>createBuffer().get(logits);
          });
    }
  }
}
