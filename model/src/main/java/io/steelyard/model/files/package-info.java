/**
 * Models as they lie on disk: what a {@code config.json} or GGUF metadata says ({@link
 * io.steelyard.model.files.ModelConfig}), the whole of weights, tokenizer and template ({@link
 * io.steelyard.model.files.ModelFolder}), and the way back ({@link
 * io.steelyard.model.files.ModelFolderWriter}).
 */
package io.steelyard.model.files;
