/**
 * Files that hold tensors: safetensors and GGUF, read as float32 whatever they are stored as.
 * {@link io.steelyard.model.tensors.TensorSource} is what the rest of the house sees of them.
 */
package io.steelyard.model.tensors;
