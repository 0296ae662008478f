/**
 * A model behind an HTTP server that speaks OpenAI's API: {@link
 * io.steelyard.model.endpoint.Endpoint} asks it, waits and tries again where that helps, and
 * records what was said so that it can be played back.
 */
package io.steelyard.model.endpoint;
