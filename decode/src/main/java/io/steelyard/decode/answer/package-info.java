/** How much probability lies on the answers that a question offers. */
package io.steelyard.decode.answer;
