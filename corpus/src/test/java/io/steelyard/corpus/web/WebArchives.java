package io.steelyard.corpus.web;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes web archives for tests. */
public final class WebArchives {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** A record of any type with a body as it is. */
  public WebArchives record(String type, String url, String contentType, byte[] body) {
    ascii("WARC/1.0\r\nWARC-Type: " + type + "\r\n");
    if (url != null) {
      ascii("WARC-Target-URI: " + url + "\r\n");
    }
    ascii(
        "WARC-Date: 2026-01-02T03:04:05Z\r\n"
            + "WARC-Record-ID: <urn:uuid:12345678-1234-1234-1234-123456789abc>\r\n"
            + "Content-Type: "
            + contentType
            + "\r\nContent-Length: "
            + body.length
            + "\r\n\r\n");
    out.writeBytes(body);
    ascii("\r\n\r\n");
    return this;
  }

  /** An answer of a server. */
  public WebArchives answer(String url, int status, String contentType, byte[] page) {
    ByteArrayOutputStream http = new ByteArrayOutputStream();
    http.writeBytes(
        ("HTTP/1.1 " + status + " OK\r\nContent-Type: " + contentType + "\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII));
    http.writeBytes(page);
    return record("response", url, "application/http; msgtype=response", http.toByteArray());
  }

  public WebArchives answer(String url, String page) {
    return answer(url, 200, "text/html; charset=utf-8", page.getBytes(StandardCharsets.UTF_8));
  }

  /** Bytes that belong to no record. */
  public WebArchives ascii(String text) {
    out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    return this;
  }

  public byte[] bytes() {
    return out.toByteArray();
  }
}
