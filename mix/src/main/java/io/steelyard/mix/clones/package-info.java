/**
 * The laboratory of cloned languages: how much one language helps another, measured on copies of a
 * vocabulary that are equal in all but their ids.
 */
package io.steelyard.mix.clones;
