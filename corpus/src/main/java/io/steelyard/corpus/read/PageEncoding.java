package io.steelyard.corpus.read;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Decodes a page as browsers do: a byte-order mark decides, then the header of the answer, then the
 * page's own {@code meta} among its first bytes, then UTF-8; Latin-1 means Windows-1252.
 */
final class PageEncoding {
  private static final int LOOK = 4096;
  private static final Pattern META =
      Pattern.compile(
          "<meta[^>]{0,200}?charset\\s*=\\s*[\"']?\\s*([A-Za-z0-9_:.-]+)",
          Pattern.CASE_INSENSITIVE);

  private PageEncoding() {}

  static String decode(byte[] bytes, String header, ReadSettings settings) throws BadRecord {
    int mark = ByteOrderMark.length(bytes, 0, bytes.length);
    Charset charset = mark > 0 ? StandardCharsets.UTF_8 : named(header);
    if (charset == null) {
      Matcher meta =
          META.matcher(
              new String(bytes, 0, Math.min(LOOK, bytes.length), StandardCharsets.ISO_8859_1));
      charset = meta.find() ? named(meta.group(1)) : null;
    }
    if (charset == null) {
      charset = StandardCharsets.UTF_8;
    }
    if (charset.equals(StandardCharsets.UTF_8)) {
      return Texts.decode(bytes, mark, bytes.length, 0, settings);
    }
    CodingErrorAction action =
        settings.replaces() ? CodingErrorAction.REPLACE : CodingErrorAction.REPORT;
    try {
      CharBuffer text =
          charset
              .newDecoder()
              .onMalformedInput(action)
              .onUnmappableCharacter(action)
              .decode(ByteBuffer.wrap(bytes));
      return Texts.wellFormed(text.toString(), "page", settings.replaces());
    } catch (CharacterCodingException e) {
      throw new BadRecord(
          Reason.INVALID_UTF8,
          "the page says that it is "
              + charset.name()
              + " and is not; ask for bad text to be"
              + " replaced to read it all the same");
    }
  }

  private static Charset named(String name) {
    if (name == null) {
      return null;
    }
    try {
      Charset charset = Charset.forName(name.strip());
      boolean latin =
          charset.equals(StandardCharsets.ISO_8859_1) || charset.equals(StandardCharsets.US_ASCII);
      // A meta that could be read cannot be UTF-16, whatever it says.
      return latin
          ? Charset.forName("windows-1252")
          : charset.name().startsWith("UTF-16") ? StandardCharsets.UTF_8 : charset;
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      return null;
    }
  }
}
