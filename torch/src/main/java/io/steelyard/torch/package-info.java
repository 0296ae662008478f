/** Language models on libtorch: run and train. */
package io.steelyard.torch;
