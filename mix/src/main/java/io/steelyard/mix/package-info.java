/**
 * How often each domain is seen, and when: {@link io.steelyard.mix.Mixture}, {@link
 * io.steelyard.mix.MixPlan}, {@link io.steelyard.mix.Sampler}, and the {@code mix} steps.
 */
package io.steelyard.mix;
