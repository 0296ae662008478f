/** What several experiments share: small models trained on the spot, SmolLM2, and how to say it. */
package io.steelyard.proofs.lab;
