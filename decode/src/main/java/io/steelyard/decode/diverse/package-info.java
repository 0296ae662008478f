/** Sets of generated texts: kept from repeating themselves, and repaired by people. */
package io.steelyard.decode.diverse;
