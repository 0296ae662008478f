/**
 * Which group to give the next unit of a budget to, when more data helps each group at its own rate
 * and price: learning curves, convex allocation, and the sequential rule that needs neither in
 * advance. Cai et al. 2022, <a href="https://arxiv.org/abs/2202.01327">Adaptive Sampling Strategies
 * to Construct Equitable Training Datasets</a>.
 */
package io.steelyard.mix.equitable;
