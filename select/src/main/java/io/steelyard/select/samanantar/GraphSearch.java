package io.steelyard.select.samanantar;

import io.github.jbellis.jvector.graph.GraphIndexBuilder;
import io.github.jbellis.jvector.graph.GraphSearcher;
import io.github.jbellis.jvector.graph.ListRandomAccessVectorValues;
import io.github.jbellis.jvector.graph.OnHeapGraphIndex;
import io.github.jbellis.jvector.graph.RandomAccessVectorValues;
import io.github.jbellis.jvector.graph.SearchResult;
import io.github.jbellis.jvector.graph.similarity.BuildScoreProvider;
import io.github.jbellis.jvector.graph.similarity.SearchScoreProvider;
import io.github.jbellis.jvector.util.Bits;
import io.github.jbellis.jvector.vector.VectorSimilarityFunction;
import io.github.jbellis.jvector.vector.VectorizationProvider;
import io.github.jbellis.jvector.vector.types.VectorFloat;
import io.github.jbellis.jvector.vector.types.VectorTypeSupport;
import io.steelyard.core.WorkException;
import io.steelyard.core.step.Workers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Neighbours through a graph of each side (JVector's Vamana): the graph proposes candidates, whole
 * cosines in double precision rank them. What the graph misses is measured on 1,000 sentences
 * against {@link ExactSearch}; below {@code leastRecall} the answer is refused.
 *
 * <p>A graph is built by one thread, node by node, so that it is the same every time; the two sides
 * are built beside each other, and searches share all threads.
 *
 * <p>Memory beside the vectors: some 250 bytes a sentence for its edges.
 *
 * @param leastRecall share of the sampled sentences whose nearest must be found
 */
public record GraphSearch(double leastRecall) implements NeighbourSearch {
  /** Edges of a node and candidates while it is joined (JVector's own examples). */
  private static final int EDGES = 16;

  private static final int BUILD_CANDIDATES = 100;
  private static final float OVERFLOW = 1.2f;
  private static final float DIVERSITY = 1.2f;

  /** Candidates of a search: k of them are kept. */
  private static final int LEAST_CANDIDATES = 64;

  private static final int CANDIDATES_PER_NEIGHBOUR = 8;
  private static final int SAMPLE = 1000;
  private static final int BLOCK = 256;
  private static final double SAME = 1e-9;

  /** JVector tells every process that it would be faster on another Java; people need not know. */
  private static final Logger QUIET = Logger.getLogger("io.github.jbellis.jvector");

  static {
    QUIET.setLevel(Level.SEVERE);
  }

  /** One side with its graph. */
  private record Index(RandomAccessVectorValues values, OnHeapGraphIndex graph) {}

  @Override
  public Both search(float[][] sources, float[][] targets, int k, int threads) {
    float[][][] sides = {sources, targets};
    Index[] indexes = new Index[2];
    Workers.each(Math.min(2, threads), 2, s -> indexes[s] = build(sides[s]));
    AtomicLong compared = new AtomicLong();
    Neighbours forward = neighbours(sources, targets, indexes[1], k, threads, compared);
    Neighbours backward = neighbours(targets, sources, indexes[0], k, threads, compared);
    double recall = recall(sources, targets, forward, threads);
    if (recall < leastRecall) {
      throw new WorkException(
          "the graph found the nearest sentence for "
              + Math.round(recall * 1000) / 10.0
              + "% of a sample, less than "
              + Math.round(leastRecall * 1000) / 10.0
              + "%; take index: exact, or an encoder whose vectors lie less close together");
    }
    return new Both(forward, backward, recall, compared.get());
  }

  private static List<VectorFloat<?>> wrapped(float[][] vectors) {
    VectorTypeSupport support = VectorizationProvider.getInstance().getVectorTypeSupport();
    List<VectorFloat<?>> all = new ArrayList<>(vectors.length);
    for (float[] vector : vectors) {
      all.add(support.createFloatVector(vector));
    }
    return all;
  }

  private static Index build(float[][] vectors) throws IOException {
    RandomAccessVectorValues values =
        new ListRandomAccessVectorValues(wrapped(vectors), vectors[0].length);
    BuildScoreProvider scores =
        BuildScoreProvider.randomAccessScoreProvider(values, VectorSimilarityFunction.DOT_PRODUCT);
    ForkJoinPool alone = new ForkJoinPool(1);
    try (GraphIndexBuilder builder =
        new GraphIndexBuilder(
            scores,
            vectors[0].length,
            EDGES,
            BUILD_CANDIDATES,
            OVERFLOW,
            DIVERSITY,
            alone,
            alone)) {
      for (int i = 0; i < vectors.length; i++) {
        builder.addGraphNode(i, values.getVector(i));
      }
      builder.cleanup();
      return new Index(values, builder.getGraph());
    } finally {
      alone.shutdown();
    }
  }

  private static Neighbours neighbours(
      float[][] of, float[][] among, Index index, int k, int threads, AtomicLong compared) {
    int[] ids = new int[of.length * k];
    double[] cosines = new double[of.length * k];
    int wanted = Math.min(among.length, Math.max(LEAST_CANDIDATES, CANDIDATES_PER_NEIGHBOUR * k));
    List<VectorFloat<?>> queries = wrapped(of);
    Workers.each(
        threads,
        (of.length + BLOCK - 1) / BLOCK,
        b -> {
          try (GraphSearcher searcher = new GraphSearcher(index.graph)) {
            for (int i = b * BLOCK; i < Math.min(of.length, (b + 1) * BLOCK); i++) {
              SearchResult found =
                  searcher.search(
                      SearchScoreProvider.exact(
                          queries.get(i), VectorSimilarityFunction.DOT_PRODUCT, index.values),
                      wanted,
                      Bits.ALL);
              compared.addAndGet(found.getVisitedCount());
              int[] candidates = candidates(found, among.length, k);
              double[] exact = new double[candidates.length];
              for (int c = 0; c < exact.length; c++) {
                exact[c] = NeighbourSearch.cosine(of[i], among[candidates[c]]);
              }
              Neighbours.rank(candidates, exact, exact.length, k, i, ids, cosines);
            }
          }
        });
    return new Neighbours(k, ids, cosines);
  }

  /** What the graph proposes; all sentences where it reaches fewer than k. */
  private static int[] candidates(SearchResult found, int all, int k) {
    int n = found.getNodes().length;
    int[] candidates = new int[n < k ? all : n];
    for (int c = 0; c < candidates.length; c++) {
      candidates[c] = n < k ? c : found.getNodes()[c].node;
    }
    return candidates;
  }

  /** Share of sampled sources, spread over the side, whose nearest target was found. */
  private static double recall(
      float[][] sources, float[][] targets, Neighbours found, int threads) {
    int n = Math.min(SAMPLE, sources.length);
    float[][] sample = new float[n][];
    int[] places = new int[n];
    for (int i = 0; i < n; i++) {
      places[i] = (int) ((long) i * sources.length / n);
      sample[i] = sources[places[i]];
    }
    Neighbours exact = new ExactSearch().search(sample, targets, 1, threads).forward();
    int same = 0;
    for (int i = 0; i < n; i++) {
      same += found.cosine(places[i], 0) >= exact.cosine(i, 0) - SAME ? 1 : 0;
    }
    return (double) same / n;
  }
}
