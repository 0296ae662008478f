package io.steelyard.torch;

import org.bytedeco.pytorch.Tensor;

/**
 * A loss that has not been divided: the gradient of several micro-batches is {@code Σ ∇sum / Σ
 * denominator}, which is exact for windows of any length, the last short one included.
 *
 * @param sum scalar tensor with its graph
 * @param denominator what it would be divided by: tokens, examples
 */
record StepLoss(Tensor sum, double denominator) {}
