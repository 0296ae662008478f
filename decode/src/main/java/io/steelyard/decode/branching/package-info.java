/** How many ways a text could go on. */
package io.steelyard.decode.branching;
