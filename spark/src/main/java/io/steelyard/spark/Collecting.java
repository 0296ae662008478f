package io.steelyard.spark;

import io.steelyard.core.flow.FlowInterruptedException;
import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.spark.SimpleFutureAction;
import org.apache.spark.api.java.JavaRDD;
import scala.collection.immutable.Range$;
import scala.collection.immutable.Seq;
import scala.runtime.AbstractFunction0;
import scala.runtime.AbstractFunction1;
import scala.runtime.AbstractFunction2;
import scala.runtime.BoxedUnit;

/** Runs a job whose partitions give one result each, and hands them over in order as they come. */
final class Collecting {
  private static final int LOOK_MILLIS = 100;

  private final SparkEngine engine;
  private final String name;

  Collecting(SparkEngine engine, String name) {
    this.engine = engine;
    this.name = name;
  }

  private record Arrived(int partition, byte[] result) {}

  /** The one result of a partition. */
  private static final class Only
      extends AbstractFunction1<scala.collection.Iterator<byte[]>, byte[]> implements Serializable {
    @Override
    public byte[] apply(scala.collection.Iterator<byte[]> results) {
      return results.next();
    }
  }

  void run(JavaRDD<byte[]> results, Consumer<byte[]> inOrder) {
    int count = results.getNumPartitions();
    if (count == 0) {
      return;
    }
    engine.spark.setJobGroup(UUID.randomUUID().toString(), name, true);
    LinkedBlockingQueue<Arrived> arrivals = new LinkedBlockingQueue<>();
    SimpleFutureAction<Object> job = submit(results, count, arrivals);
    boolean over = false;
    try {
      take(job, count, arrivals, inOrder);
      over = true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FlowInterruptedException(name);
    } finally {
      if (!over) {
        job.cancel();
      }
      engine.spark.clearJobGroup();
    }
  }

  private SimpleFutureAction<Object> submit(
      JavaRDD<byte[]> results, int count, LinkedBlockingQueue<Arrived> arrivals) {
    Seq<Object> all = Range$.MODULE$.apply(0, count);
    return engine
        .spark
        .sc()
        .submitJob(
            results.rdd(),
            new Only(),
            all,
            new AbstractFunction2<Object, byte[], BoxedUnit>() {
              @Override
              public BoxedUnit apply(Object partition, byte[] result) {
                arrivals.add(new Arrived((Integer) partition, result));
                return BoxedUnit.UNIT;
              }
            },
            new AbstractFunction0<Object>() {
              @Override
              public Object apply() {
                return count;
              }
            });
  }

  private static void take(
      SimpleFutureAction<Object> job,
      int count,
      LinkedBlockingQueue<Arrived> arrivals,
      Consumer<byte[]> inOrder)
      throws InterruptedException {
    Map<Integer, byte[]> early = new HashMap<>();
    for (int next = 0; next < count; ) {
      byte[] result = early.remove(next);
      if (result != null) {
        inOrder.accept(result);
        next++;
        continue;
      }
      boolean ended = job.isCompleted();
      Arrived arrived = arrivals.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      if (arrived != null) {
        early.put(arrived.partition, arrived.result);
      } else if (ended) {
        throw ended(job);
      }
    }
  }

  private static RuntimeException ended(SimpleFutureAction<Object> job) {
    Throwable why = job.value().get().failed().get();
    return why instanceof RuntimeException runtime ? runtime : new TaskFailure.Checked(why);
  }
}
