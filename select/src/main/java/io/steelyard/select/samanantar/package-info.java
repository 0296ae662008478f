/**
 * Mines sentence pairs that translate each other out of two piles of sentences, after Samanantar
 * and LASER: {@link io.steelyard.select.samanantar.SamanantarStep}.
 */
package io.steelyard.select.samanantar;
