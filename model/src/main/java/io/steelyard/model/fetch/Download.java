package io.steelyard.model.fetch;

import io.steelyard.core.RequestException;
import io.steelyard.core.WorkException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/**
 * Bytes over HTTPS: goes on where it broke off, follows redirects by hand, and takes the token to
 * no other server. A file is put in place only when its checksum is right.
 */
final class Download {
  private static final int MOST_REDIRECTS = 5;
  private static final int PIECE = 1 << 18;

  private final URI base;
  private final String token;
  private final HttpClient client =
      HttpClient.newBuilder()
          .followRedirects(HttpClient.Redirect.NEVER)
          .connectTimeout(Duration.ofSeconds(20))
          .build();

  Download(URI base, String token) {
    this.base = base;
    this.token = token == null || token.isBlank() ? null : token.strip();
  }

  /**
   * A whole answer.
   *
   * @param missing what to say where there is none (401, 403, 404)
   */
  void small(URI from, int longest, OutputStream to, String missing) throws IOException {
    HttpResponse<InputStream> response = get(from, 0);
    try (InputStream in = response.body()) {
      switch (response.statusCode()) {
        case 200 -> to.write(in.readNBytes(longest));
        case 401, 403, 404 -> throw new RequestException(base + ": " + missing);
        default -> throw new WorkException(from + " answered " + response.statusCode());
      }
    }
  }

  void file(URI from, HubFile file, Path to, ModelFetch.Progress progress) throws IOException {
    Path part = to.resolveSibling(to.getFileName() + ".part");
    long have = Files.exists(part) ? Files.size(part) : 0;
    if (have > file.size()) {
      Files.delete(part);
      have = 0;
    }
    if (have < file.size() || have == 0) {
      rest(from, file, part, have, progress);
    }
    if (!file.matches(part)) {
      Files.delete(part);
      throw new WorkException(
          from + ": what came is damaged (its checksum is not the hub's); fetch again");
    }
    try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    Files.move(part, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private void rest(URI from, HubFile file, Path part, long have, ModelFetch.Progress progress)
      throws IOException {
    HttpResponse<InputStream> response = get(from, have);
    int status = response.statusCode();
    boolean goesOn = status == 206 && have > 0;
    try (InputStream in = response.body();
        OutputStream out =
            Files.newOutputStream(
                part,
                StandardOpenOption.CREATE,
                goesOn ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE)) {
      if (status != 200 && status != 206) {
        throw new WorkException(
            from
                + " answered "
                + status
                + (status == 401 || status == 403
                    ? "; accept the model's terms on the hub and put a token into HF_TOKEN"
                    : ""));
      }
      long done = goesOn ? have : 0;
      byte[] buffer = new byte[PIECE];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        done += n;
        if (done > file.size()) {
          throw new WorkException(
              from + " sends more than the " + file.size() + " bytes it should");
        }
        out.write(buffer, 0, n);
        progress.at(file.name(), done, file.size());
      }
      if (done < file.size()) {
        throw new WorkException(
            from
                + " broke off after "
                + done
                + " of "
                + file.size()
                + " bytes; the same command goes on from there");
      }
    } catch (IOException e) {
      throw new WorkException(
          from + " broke off (" + e.getMessage() + "); the same command goes on from there", e);
    }
  }

  private HttpResponse<InputStream> get(URI from, long start) {
    URI at = from;
    for (int i = 0; i <= MOST_REDIRECTS; i++) {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(at)
              .timeout(Duration.ofSeconds(60))
              .header("User-Agent", "steelyard");
      if (!encryptedOrHere(at)) {
        throw new RequestException(at + " is not encrypted; models are fetched over https alone");
      }
      if (token != null && at.getAuthority().equals(base.getAuthority())) {
        request.header("Authorization", "Bearer " + token);
      }
      if (start > 0) {
        request.header("Range", "bytes=" + start + "-");
      }
      HttpResponse<InputStream> response = send(at, request.build());
      int status = response.statusCode();
      if (status / 100 != 3) {
        return response;
      }
      URI next = at;
      URI target = response.headers().firstValue("Location").map(next::resolve).orElse(null);
      closed(response);
      if (target == null) {
        throw new WorkException(at + " answered " + status + " without saying where to");
      }
      at = target;
    }
    throw new WorkException(from + " leads from one place to the next without end");
  }

  private static void closed(HttpResponse<InputStream> response) {
    try (InputStream in = response.body()) {
      in.readNBytes(1);
    } catch (IOException e) {
      // what it says besides the new place is of no use
    }
  }

  private HttpResponse<InputStream> send(URI at, HttpRequest request) {
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofInputStream());
    } catch (IOException e) {
      throw new WorkException(
          at.getScheme()
              + "://"
              + at.getAuthority()
              + " cannot be reached ("
              + e.getClass().getSimpleName()
              + "); is there a network? Set HF_ENDPOINT to a mirror, or copy the model's folder"
              + " here and give its path",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new WorkException(at + ": interrupted", e);
    }
  }

  private static boolean encryptedOrHere(URI at) {
    if ("https".equalsIgnoreCase(at.getScheme())) {
      return at.getHost() != null;
    }
    try {
      return "http".equalsIgnoreCase(at.getScheme())
          && at.getHost() != null
          && InetAddress.getByName(at.getHost()).isLoopbackAddress();
    } catch (IOException e) {
      return false;
    }
  }
}
