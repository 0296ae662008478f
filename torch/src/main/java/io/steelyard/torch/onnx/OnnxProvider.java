package io.steelyard.torch.onnx;

import io.steelyard.model.Encoder;
import io.steelyard.model.EncoderProvider;
import io.steelyard.model.EncoderSettings;
import io.steelyard.model.TextClassifier;
import io.steelyard.model.files.EncoderFiles;

/** Opens encoders and classifiers to be run by ONNX Runtime on the processor. */
public final class OnnxProvider implements EncoderProvider {
  @Override
  public Encoder encoder(EncoderFiles files, EncoderSettings settings, int threads) {
    OnnxGraph graph = OnnxGraph.open(files.graph());
    try {
      return new OnnxEncoder(files, graph, settings, threads);
    } catch (RuntimeException | Error e) {
      graph.close();
      throw e;
    }
  }

  @Override
  public TextClassifier classifier(
      EncoderFiles files, int heads, int classes, int window, int shared, int threads) {
    OnnxGraph graph = OnnxGraph.open(files.graph());
    try {
      return new OnnxClassifier(files, graph, heads, classes, window, shared, threads);
    } catch (RuntimeException | Error e) {
      graph.close();
      throw e;
    }
  }
}
