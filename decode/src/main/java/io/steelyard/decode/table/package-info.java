/** What the room's steps share: models and prompts in, rows of JSON Lines out. */
package io.steelyard.decode.table;
