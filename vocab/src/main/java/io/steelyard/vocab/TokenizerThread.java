package io.steelyard.vocab;

/** What one thread keeps between calls of a {@link Tokenizer}. */
final class TokenizerThread {
  private final TokenModel.Worker worker;
  private final Utf8Writer writer = new Utf8Writer();
  private final TokenBuffer plain = new TokenBuffer(false);
  private TokenBuffer traced;

  TokenizerThread(TokenModel.Worker worker) {
    this.worker = worker;
  }

  TokenModel.Worker worker() {
    return worker;
  }

  int write(String text, Surrogates surrogates) {
    return writer.write(text, surrogates);
  }

  byte[] bytes() {
    return writer.bytes();
  }

  /** An empty buffer of ids. */
  TokenBuffer plain() {
    plain.clear();
    return plain;
  }

  /** An empty buffer of ids and offsets. */
  TokenBuffer traced() {
    if (traced == null) {
      traced = new TokenBuffer(true);
    }
    traced.clear();
    return traced;
  }
}
