/**
 * Gets models onto this machine through the user's own package client or the Hugging Face hub,
 * checksums verified: {@link io.steelyard.model.fetch.ModelFetch}.
 */
package io.steelyard.model.fetch;
