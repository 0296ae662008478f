/** Texts as numbers without a pretrained model: hashed words and characters. */
package io.steelyard.select.features;
