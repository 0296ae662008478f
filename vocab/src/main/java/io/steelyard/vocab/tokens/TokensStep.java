package io.steelyard.vocab.tokens;

import io.steelyard.core.RequestException;
import io.steelyard.core.WorkException;
import io.steelyard.core.artifact.ArtifactKind;
import io.steelyard.core.artifact.CorpusView;
import io.steelyard.core.artifact.Digest;
import io.steelyard.core.artifact.Document;
import io.steelyard.core.artifact.Json;
import io.steelyard.core.artifact.Ledger;
import io.steelyard.core.artifact.Part;
import io.steelyard.core.artifact.ShardStamp;
import io.steelyard.core.flow.CloseableIterator;
import io.steelyard.core.step.Amount;
import io.steelyard.core.step.Forecast;
import io.steelyard.core.step.Job;
import io.steelyard.core.step.Method;
import io.steelyard.core.step.Setting;
import io.steelyard.core.step.Step;
import io.steelyard.mix.Mixture;
import io.steelyard.mix.MixtureJson;
import io.steelyard.vocab.TokenBytes;
import io.steelyard.vocab.Tokenizer;
import io.steelyard.vocab.format.TokenizerJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Turns the corpus into what a trainer reads: each domain's documents as a Megatron dataset, the
 * sequences of the mixture in their order ({@code order.idx}), validation and test texts apart, the
 * vocabulary, and a card that says how to load it all.
 *
 * <p>Encoding runs in parallel over corpus shards and goes on after the last finished shard when it
 * was interrupted. Every document is decoded again and compared with its text.
 */
@Method(
    name = "vocab.tokens",
    about = "Encodes the corpus and lays down the order in which a trainer reads it.",
    takes = {ArtifactKind.CORPUS, ArtifactKind.VOCABULARY},
    uses = ArtifactKind.MIXTURE,
    makes = ArtifactKind.TOKENS)
public record TokensStep(
    @Setting(value = "tokens in a training sequence", or = "1024") int sequenceLength,
    @Setting(
            value =
                "length of the run in the mixture's unit; else the mixture's budget, else one"
                    + " pass over all training tokens",
            or = "")
        Optional<Amount> budget,
    @Setting(
            value = "special token put after each document; none for no token",
            or = "<|endoftext|>")
        String endOfDocument,
    @Setting(value = "also write the ordered sequences themselves: no, megatron or mds", or = "no")
        Materialise materialise,
    @Setting(value = "whether MDS shards are compressed with zstd", or = "false") boolean compress)
    implements Step {
  private static final String NO_TOKEN = "none";
  static final String ORDER = "order.idx";

  /** In which format the ordered sequences are written out. */
  public enum Materialise {
    NO,
    MEGATRON,
    MDS
  }

  public TokensStep {
    if (sequenceLength < 2 || sequenceLength > 1 << 24) {
      throw new IllegalArgumentException(
          "sequence-length must be 2 to 16,777,216 tokens, was " + sequenceLength);
    }
    if (budget.isPresent() && budget.get().value() < 1) {
      throw new IllegalArgumentException("budget must be positive, was " + budget.get());
    }
  }

  @Override
  public void run(Job job) throws IOException {
    byte[] json = Files.readAllBytes(vocabulary(job));
    Tokenizer tokenizer = TokenizerJson.read(vocabulary(job));
    int end = endId(tokenizer);
    Path encoded = job.out().resolve("encoded");
    Files.createDirectories(encoded);
    encode(job, tokenizer, end, encoded);

    DomainFiles files =
        DomainFiles.assemble(job, job.corpus().inventory().domains(), encoded, tokenizer.size());
    MixtureOrder order = MixtureOrder.write(job, files, mixture(job), budget, sequenceLength, end);
    if (materialise != Materialise.NO) {
      new Materialised(job, files, tokenizer.size(), sequenceLength)
          .write(materialise == Materialise.MDS, compress);
    }
    job.file("tokenizer.json", json);
    job.file("tokens.json", Json.canonical(files.facts(tokenizer.size(), end, order)));
    job.file(
        "README.md", TokensCard.text(files, order, materialise).getBytes(StandardCharsets.UTF_8));
    TokensSummary.describe(job, files, order, tokenizer.size());
    deleteTree(encoded);
  }

  @Override
  public void foresee(Forecast forecast) {
    TokensForecast.describe(
        forecast, budget, endOfDocument.equals(NO_TOKEN) ? 0 : 1, sequenceLength);
  }

  private static Path vocabulary(Job job) {
    return job.require(ArtifactKind.VOCABULARY).folder().resolve("tokenizer.json");
  }

  private int endId(Tokenizer tokenizer) {
    if (endOfDocument.equals(NO_TOKEN)) {
      return -1;
    }
    int id = tokenizer.idOf(endOfDocument);
    if (id < 0) {
      throw new RequestException(
          "end-of-document '"
              + endOfDocument
              + "' is not in the vocabulary; name one of its special tokens, or none");
    }
    return id;
  }

  private static Optional<Mixture> mixture(Job job) throws IOException {
    var input = job.input(ArtifactKind.MIXTURE);
    if (input.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        MixtureJson.read(Files.readString(input.get().folder().resolve("mixture.json"))));
  }

  private static void encode(Job job, Tokenizer tokenizer, int end, Path folder) {
    CorpusView view = job.corpus();
    job.progress().stage("encoding", view.inventory().documents().total(), "documents");
    Ledger[] ledgers = new Ledger[view.shards()];
    Map<String, Integer> domains = new HashMap<>();
    view.inventory().domains().forEach(domain -> domains.put(domain, domains.size()));
    TokenBytes bytes = new TokenBytes(tokenizer);
    job.each(
        view.shards(),
        shard -> {
          Path file = folder.resolve(view.corpus().name(shard) + ".tokens");
          ShardStamp done = ShardStamp.read(file);
          if (done == null) {
            done = encodeShard(job, tokenizer, bytes, end, domains, shard, file);
          }
          ledgers[shard] = Json.MAPPER.convertValue(done.notes().get("ledger"), Ledger.class);
        });
    for (Ledger ledger : ledgers) {
      job.ledger().merge(ledger);
    }
  }

  private static ShardStamp encodeShard(
      Job job,
      Tokenizer tokenizer,
      TokenBytes bytes,
      int end,
      Map<String, Integer> domains,
      int shard,
      Path file)
      throws IOException {
    Ledger ledger = new Ledger();
    long count = 0;
    try (EncodedShard out = new EncodedShard(file);
        CloseableIterator<Document> documents = job.corpus().read(shard)) {
      while (documents.hasNext()) {
        Document document = documents.next();
        Job.stopIfInterrupted();
        byte[] utf8 = document.text().getBytes(StandardCharsets.UTF_8);
        int[] ids = tokenizer.encodeOrdinary(utf8);
        if (!bytes.spell(ids, utf8)) {
          throw new WorkException(
              "the tokens of document "
                  + document.id()
                  + " do not give its text back; the vocabulary changes or drops characters. Use a"
                  + " byte-level vocabulary without a normaliser.");
        }
        if (end >= 0) {
          ids = Arrays.copyOf(ids, ids.length + 1);
          ids[ids.length - 1] = end;
        }
        out.add(domains.get(document.domain()), document.part().ordinal(), utf8.length, ids);
        ledger.kept(document.domain(), utf8.length, document.domain(), utf8.length);
        job.progress().advance(1);
        count++;
      }
      out.commit();
    }
    var notes = Json.MAPPER.createObjectNode();
    notes.set("ledger", Json.MAPPER.valueToTree(ledger));
    ShardStamp stamp = ShardStamp.of(file, count, Digest.ofFile(file), notes);
    stamp.write(file.getParent());
    return stamp;
  }

  private static void deleteTree(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }

  /** Which of a domain's files a part goes to. */
  static String suffix(Part part) {
    return part == Part.TRAIN ? "" : "." + part.word();
  }
}
