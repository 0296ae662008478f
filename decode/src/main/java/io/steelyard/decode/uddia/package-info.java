/** Detoxifying and debiasing at decoding time, by a gradient step on a few vectors per token. */
package io.steelyard.decode.uddia;
