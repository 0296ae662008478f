/** From the logits of one position to one token: candidates, what reshapes them, what draws. */
package io.steelyard.decode.chain;
