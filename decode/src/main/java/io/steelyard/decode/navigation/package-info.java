/** Where the keys of tokens lie, and how to walk among them to other answers. */
package io.steelyard.decode.navigation;
