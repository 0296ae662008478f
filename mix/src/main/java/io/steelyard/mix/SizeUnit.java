package io.steelyard.mix;

/** What the size of a domain counts, where tokens are not known yet. */
public enum SizeUnit {
  BYTES,
  DOCUMENTS
}
