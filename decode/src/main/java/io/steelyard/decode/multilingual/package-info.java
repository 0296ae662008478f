/** Several answers in any language, and the choice of one. */
package io.steelyard.decode.multilingual;
