package io.steelyard.corpus.read;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.netpreserve.jwarc.HttpResponse;
import org.netpreserve.jwarc.MediaType;
import org.netpreserve.jwarc.MessageBody;
import org.netpreserve.jwarc.ParsingException;
import org.netpreserve.jwarc.WarcConversion;
import org.netpreserve.jwarc.WarcReader;
import org.netpreserve.jwarc.WarcRecord;
import org.netpreserve.jwarc.WarcResource;
import org.netpreserve.jwarc.WarcResponse;
import org.netpreserve.jwarc.WarcTargetRecord;

/**
 * Web archives: WARC, with pages as they came, and WET, with text that was taken from them. Each
 * page of HTML or plain text that was answered with status 200, and each converted text, is a
 * document: HTML stays HTML, for {@code corpus.extract} to read. Requests, redirects, images and
 * the like are {@code other_record}: no document, and not counted as bad.
 *
 * <p>Metadata: {@code url}, {@code host}, {@code date}, {@code content_type}. The text is decoded
 * by the page's own word for its encoding.
 */
final class WebArchiveReader extends FileReader {
  private final boolean onlyConverted;
  private WarcFrames frames;
  private Position firstOther;
  private long others;
  private long otherBytes;

  WebArchiveReader(InputFile file, ReadSettings settings, boolean onlyConverted) {
    super(file, settings);
    this.onlyConverted = onlyConverted;
  }

  @Override
  void start(InputStream bytes) {
    frames = new WarcFrames(bytes, settings.limits().recordBytes());
  }

  @Override
  Item advance() throws IOException {
    while (true) {
      WarcFrames.Outcome outcome = frames.next();
      if (outcome == WarcFrames.Outcome.END) {
        return others();
      }
      Position at = position(0, frames.start());
      switch (outcome) {
        case TOO_LONG:
          return tooLong(at, frames.length());
        case DAMAGED:
          return new Rejected(Reason.BAD_WARC, at, 1, frames.length(), frames.problem());
        default:
          Item item = item(frames.record(), at);
          if (item != null) {
            return item;
          }
          firstOther = firstOther == null ? at : firstOther;
          others++;
          otherBytes += frames.length();
      }
    }
  }

  /** All records that hold no document, once, at the end. */
  private Item others() {
    if (others == 0) {
      return null;
    }
    Item item =
        new Rejected(
            Reason.OTHER_RECORD,
            firstOther,
            others,
            otherBytes,
            "requests, answers other than 200, and what is neither HTML nor text; nothing to read");
    others = 0;
    return item;
  }

  /** The document of a record; null if it holds none. */
  private Item item(byte[] bytes, Position at) {
    try (WarcReader reader = new WarcReader(new ByteArrayInputStream(bytes))) {
      WarcRecord record = reader.next().orElse(null);
      if (record instanceof WarcConversion text) {
        return document(text, MediaType.PLAIN_TEXT, text.body(), at);
      }
      if (!onlyConverted && record instanceof WarcResponse response) {
        HttpResponse http = response.http();
        return http.status() == 200 && readable(http.contentType())
            ? document(response, http.contentType(), http.bodyDecoded(), at)
            : null;
      }
      if (!onlyConverted && record instanceof WarcResource resource) {
        return readable(resource.contentType())
            ? document(resource, resource.contentType(), resource.body(), at)
            : null;
      }
      return null;
    } catch (BadRecord bad) {
      return rejected(bad, at, bytes.length);
    } catch (ParsingException e) {
      return new Rejected(
          Reason.BAD_WARC, at, 1, bytes.length, "the header cannot be read: " + e.getMessage());
    } catch (IOException | RuntimeException e) {
      // A broken inner compression, a date or an address that is none, a header that is missing.
      return new Rejected(
          Reason.BAD_WARC, at, 1, bytes.length, "the record cannot be read: " + e.getMessage());
    }
  }

  private static boolean readable(MediaType type) {
    String base = base(type);
    return base.equals("text/html")
        || base.equals("application/xhtml+xml")
        || base.equals("text/plain");
  }

  private static String base(MediaType type) {
    return (type.type() + "/" + type.subtype()).toLowerCase(Locale.ROOT);
  }

  private Item document(WarcTargetRecord record, MediaType type, MessageBody body, Position at)
      throws IOException, BadRecord {
    int most = settings.limits().recordBytes();
    byte[] bytes = body.stream().readNBytes(most);
    if (bytes.length == most) {
      return tooLong(at, frames.length());
    }
    String text = PageEncoding.decode(bytes, type.parameters().get("charset"), settings);
    Map<String, Object> metadata = new LinkedHashMap<>();
    keep(metadata, "url", record.target());
    String host = io.steelyard.corpus.web.UrlFilter.host(record.target());
    keep(metadata, "host", host);
    keep(metadata, "date", record.date().toString());
    keep(metadata, "content_type", base(type));
    return new Accepted(at, checked(text), domain(host), null, metadata);
  }

  private void keep(Map<String, Object> metadata, String field, String value) {
    if (value != null && settings.keeps(field)) {
      metadata.put(field, value);
    }
  }

  /** Pages may be counted by host: {@code domain-field: host}. */
  private String domain(String host) throws BadRecord {
    boolean byHost =
        settings.domain() instanceof DomainRule.Field field
            && field.path().tokens().equals(java.util.List.of("host"));
    return byHost && host != null ? host : domain();
  }
}
