/** Text from logits under control. */
package io.steelyard.decode;
