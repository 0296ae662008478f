package io.steelyard.proofs.select;

import io.steelyard.core.draws.Draws;
import io.steelyard.core.draws.Purpose;
import io.steelyard.proofs.corpus.ProofData;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * Chunks of characters from what a Debian machine has: Perl modules, Python's library, copyright
 * and changelog files, manual pages in other languages. The manual pages are taken from the fetched
 * packages where the machine has none.
 */
final class ChunkSources {
  static final String PERL = "perl";
  static final String PYTHON = "python";
  static final String DOC = "doc";
  static final List<String> MANUALS = List.of("man-de", "man-fr", "man-es", "man-it");

  /** Chunks taken of one file, so that no file fills a source. */
  private static final int OF_A_FILE = 6;

  private final Map<String, List<Path>> files = new LinkedHashMap<>();

  private ChunkSources() {}

  static ChunkSources find() throws IOException {
    ChunkSources sources = new ChunkSources();
    Path share = Path.of("/usr/share");
    sources.add(PERL, p -> p.endsWith(".pm"), share.resolve("perl"), share.resolve("perl5"));
    sources.add(PYTHON, p -> p.endsWith(".py"), pythons());
    sources.add(
        DOC,
        p -> p.endsWith("/copyright") || p.contains("/changelog"),
        share.resolve("doc"),
        ProofData.folder().resolve("deb-root/usr/share/doc"));
    for (String manual : MANUALS) {
      String language = manual.substring("man-".length());
      sources.add(
          manual,
          p -> p.endsWith(".gz"),
          share.resolve("man").resolve(language),
          ProofData.folder().resolve("deb-root/usr/share/man").resolve(language));
    }
    return sources;
  }

  private static Path[] pythons() throws IOException {
    List<Path> folders = new ArrayList<>();
    for (String lib : List.of("/usr/lib", "/usr/local/lib")) {
      try (Stream<Path> list = Files.list(Path.of(lib))) {
        list.filter(f -> f.getFileName().toString().startsWith("python3")).forEach(folders::add);
      }
    }
    folders.sort(Comparator.naturalOrder());
    return folders.toArray(Path[]::new);
  }

  /** Files of the first folder that has some. */
  private void add(String name, Predicate<String> wanted, Path... folders) throws IOException {
    List<Path> found = new ArrayList<>();
    for (Path folder : folders) {
      if (Files.isDirectory(folder) && found.isEmpty()) {
        try (Stream<Path> tree = Files.walk(folder)) {
          tree.filter(f -> wanted.test(f.toString()) && Files.isRegularFile(f)).forEach(found::add);
        }
      }
    }
    found.sort(Comparator.naturalOrder());
    files.put(name, found);
  }

  /** Names of sources without files. */
  List<String> missing() {
    return files.entrySet().stream()
        .filter(e -> e.getValue().isEmpty())
        .map(Map.Entry::getKey)
        .toList();
  }

  /**
   * Chunks of one source in an order that the seed draws, files first: chunks of one file follow
   * each other, so that a cut between chunks rarely cuts a file.
   *
   * @param size characters of a chunk by its number
   */
  List<String> chunks(String source, long seed, int count, LongFunction<Integer> size)
      throws IOException {
    long key = Draws.key(seed, Purpose.SYNTHETIC, source);
    List<Path> order = files.get(source);
    List<String> chunks = new ArrayList<>();
    for (int i = 0; i < order.size() && chunks.size() < count; i++) {
      String text = text(order.get((int) Draws.permute(i, order.size(), key)));
      int at = 0;
      for (int n = 0; n < OF_A_FILE && chunks.size() < count; n++) {
        int length = size.apply(Draws.mix(key, i, n));
        if (at + length > text.length()) {
          break;
        }
        String chunk = text.substring(at, at + length);
        if (!chunk.isBlank()) {
          chunks.add(chunk);
        }
        at += length;
      }
    }
    return chunks;
  }

  /** The text of a file; empty where it is not UTF-8. */
  private static String text(Path file) throws IOException {
    try (InputStream raw = Files.newInputStream(file);
        InputStream in = file.toString().endsWith(".gz") ? new GZIPInputStream(raw) : raw) {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(in.readAllBytes()))
          .toString();
    } catch (CharacterCodingException | java.util.zip.ZipException e) {
      return "";
    }
  }
}
