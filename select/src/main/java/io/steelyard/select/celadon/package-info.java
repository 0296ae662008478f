/**
 * Grades texts on five axes of toxicity and balances what a filter removes against what it costs,
 * after Toxicity of the Commons: {@link io.steelyard.select.celadon.CeladonStep}, {@link
 * io.steelyard.select.celadon.CeladonTrainStep}.
 */
package io.steelyard.select.celadon;
