/** Encoders and classifiers of text on ONNX Runtime: {@link io.steelyard.model.Encoders}. */
package io.steelyard.torch.onnx;
