/**
 * The rules that make proportions: pure functions from sizes of domains to shares, schedules and
 * weights, each with its paper's formula.
 */
package io.steelyard.mix.rules;
