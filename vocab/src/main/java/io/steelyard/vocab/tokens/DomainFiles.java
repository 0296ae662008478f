package io.steelyard.vocab.tokens;

import io.steelyard.core.artifact.Digest;
import io.steelyard.core.artifact.Part;
import io.steelyard.core.artifact.ShardStamp;
import io.steelyard.core.step.Job;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The Megatron datasets of all domains: {@code 000-en.bin/.idx} for training, {@code
 * 000-en.validation.bin/.idx} and {@code .test} beside it, and what is in each.
 */
final class DomainFiles {
  private static final Part[] PARTS = Part.values();

  /** Letters of a domain's name in a file's name, which has 255 bytes at most. */
  private static final int LONGEST_NAME = 100;

  private final Path folder;
  private final List<String> domains;
  private final long[][] documents;
  private final long[][] tokens;
  private final long[][] bytes;

  private DomainFiles(Path folder, List<String> domains) {
    this.folder = folder;
    this.domains = domains;
    this.documents = new long[domains.size()][PARTS.length];
    this.tokens = new long[domains.size()][PARTS.length];
    this.bytes = new long[domains.size()][PARTS.length];
  }

  /** Sorts the encoded shards into the domains' files; order within a domain is that of ids. */
  static DomainFiles assemble(Job job, List<String> domains, Path encoded, int vocabularySize)
      throws IOException {
    DomainFiles files = new DomainFiles(job.out(), domains);
    MegatronWriter[][] writers = new MegatronWriter[domains.size()][PARTS.length];
    try {
      for (int shard = 0; shard < job.corpus().shards(); shard++) {
        EncodedShard.read(
            encoded.resolve(job.corpus().corpus().name(shard) + ".tokens"),
            (domain, part, textBytes, ids, n) -> {
              if (writers[domain][part] == null) {
                writers[domain][part] =
                    new MegatronWriter(
                        files.folder.resolve(files.name(domain, PARTS[part])), vocabularySize);
              }
              writers[domain][part].add(ids, 0, n);
              files.documents[domain][part]++;
              files.tokens[domain][part] += n;
              files.bytes[domain][part] += textBytes;
            });
      }
      for (int d = 0; d < writers.length; d++) {
        for (int p = 0; p < PARTS.length; p++) {
          if (writers[d][p] != null) {
            writers[d][p].commit();
            files.add(job, files.name(d, PARTS[p]) + ".bin", files.documents[d][p]);
            files.add(job, files.name(d, PARTS[p]) + ".idx", files.documents[d][p]);
          }
        }
      }
    } finally {
      for (MegatronWriter[] row : writers) {
        for (MegatronWriter writer : row) {
          if (writer != null) {
            writer.close();
          }
        }
      }
    }
    return files;
  }

  /** Adds a finished file of the folder to the artifact; its bytes are its logical content. */
  void add(Job job, String name, long records) {
    Path file = folder.resolve(name);
    job.add(ShardStamp.of(file, records, Digest.ofFile(file), null));
  }

  List<String> domains() {
    return domains;
  }

  /** The path of a domain's dataset without ending; letters that files dislike become _. */
  String name(int domain, Part part) {
    return name(domain, domains.get(domain)) + TokensStep.suffix(part);
  }

  /** The number makes names different that differ only in what a file's name cannot hold. */
  static String name(int number, String domain) {
    String plain = domain.replaceAll("[^A-Za-z0-9._-]", "_");
    return String.format(Locale.ROOT, "%03d-", number)
        + plain.substring(0, Math.min(plain.length(), LONGEST_NAME));
  }

  List<String> names() {
    List<String> names = new ArrayList<>();
    for (int d = 0; d < domains.size(); d++) {
      names.add(name(d, Part.TRAIN));
    }
    return names;
  }

  long documents(int domain, Part part) {
    return documents[domain][part.ordinal()];
  }

  long tokens(int domain, Part part) {
    return tokens[domain][part.ordinal()];
  }

  long bytes(int domain, Part part) {
    return bytes[domain][part.ordinal()];
  }

  long tokens(Part part) {
    long sum = 0;
    for (long[] row : tokens) {
      sum += row[part.ordinal()];
    }
    return sum;
  }

  /** The readers of the training files; null for a domain without training documents. */
  List<MegatronReader> readers() throws IOException {
    List<MegatronReader> readers = new ArrayList<>();
    for (int d = 0; d < domains.size(); d++) {
      readers.add(
          documents(d, Part.TRAIN) == 0
              ? null
              : MegatronReader.open(folder.resolve(name(d, Part.TRAIN))));
    }
    return readers;
  }

  /** What {@code tokens.json} says. */
  Map<String, Object> facts(int vocabularySize, int endOfDocument, MixtureOrder order) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("format", "steelyard-tokens");
    facts.put("version", 1);
    facts.put("vocabulary-size", vocabularySize);
    facts.put("dtype", TokenWidth.of(vocabularySize).numpy());
    facts.put("end-of-document", endOfDocument);
    facts.put("sequence-length", order.sequenceLength());
    facts.put("sequences", order.sequences());
    List<Object> list = new ArrayList<>();
    for (int d = 0; d < domains.size(); d++) {
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("domain", domains.get(d));
      for (Part part : PARTS) {
        if (documents(d, part) > 0) {
          entry.put(
              part.word(),
              Map.of(
                  "file", name(d, part),
                  "documents", documents(d, part),
                  "tokens", tokens(d, part),
                  "bytes", bytes(d, part)));
        }
      }
      list.add(entry);
    }
    facts.put("domains", list);
    return facts;
  }
}
