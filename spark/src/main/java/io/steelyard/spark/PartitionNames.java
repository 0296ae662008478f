package io.steelyard.spark;

import io.steelyard.core.flow.Plan;

/** What the partitions of a plan are called in messages. */
final class PartitionNames {
  private PartitionNames() {}

  /**
   * @param groups partitions of grouped records
   */
  static String of(Plan<?> plan, int partition, int groups) {
    if (plan instanceof Plan.Read<?> read) {
      return read.source().name(partition);
    } else if (plan instanceof Plan.Pipe<?, ?> pipe) {
      return of(pipe.input(), partition, groups);
    } else if (plan instanceof Plan.Index<?> index) {
      return of(index.input(), partition, groups);
    } else if (plan instanceof Plan.Checkpoint<?> checkpoint) {
      return of(checkpoint.input(), partition, groups);
    } else if (plan instanceof Plan.Union<?> union) {
      int left = partition;
      for (Plan<?> input : union.inputs()) {
        int count = count(input, groups);
        if (left < count) {
          return of(input, left, groups);
        }
        left -= count;
      }
    } else if (plan instanceof Plan.Exchange<?> exchange) {
      return "group " + (partition + 1) + " of " + groups + " after " + exchange.name();
    }
    return "the sorted records";
  }

  private static int count(Plan<?> plan, int groups) {
    if (plan instanceof Plan.Read<?> read) {
      return read.source().partitions();
    } else if (plan instanceof Plan.Pipe<?, ?> pipe) {
      return count(pipe.input(), groups);
    } else if (plan instanceof Plan.Index<?> index) {
      return count(index.input(), groups);
    } else if (plan instanceof Plan.Checkpoint<?> checkpoint) {
      return count(checkpoint.input(), groups);
    } else if (plan instanceof Plan.Union<?> union) {
      return union.inputs().stream().mapToInt(input -> count(input, groups)).sum();
    }
    return plan instanceof Plan.Exchange<?> ? groups : 1;
  }
}
