package io.steelyard.torch.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.steelyard.core.RequestException;
import io.steelyard.core.WorkException;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An ONNX graph that takes token ids and gives float tensors.
 *
 * <p>A run computes on one core, so that its sums do not depend on how many there are; many threads
 * may run the same graph at once.
 */
final class OnnxGraph implements AutoCloseable {
  private static final String IDS = "input_ids";
  private static final String MASK = "attention_mask";
  private static final String TYPES = "token_type_ids";

  /**
   * A tensor that came out.
   *
   * @param shape its sizes
   * @param values in row-major order
   */
  record Output(long[] shape, float[] values) {}

  private final Path path;
  private final OrtEnvironment environment;
  private final OrtSession session;
  private final Set<String> inputs;
  private final Map<String, long[]> outputs;

  private OnnxGraph(Path path, OrtEnvironment environment, OrtSession session) throws OrtException {
    this.path = path;
    this.environment = environment;
    this.session = session;
    this.inputs = session.getInputNames();
    this.outputs = outputs(path, session);
    checkInputs();
  }

  /**
   * Opens a file.
   *
   * @throws RequestException where it is no ONNX graph, or one that takes something else than texts
   */
  static OnnxGraph open(Path path) {
    OrtSession session = null;
    try {
      OrtEnvironment environment =
          OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, "steelyard");
      environment.setTelemetry(false);
      try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
        options.setIntraOpNumThreads(1);
        options.setInterOpNumThreads(1);
        session = environment.createSession(path.toString(), options);
      }
      OnnxGraph graph = new OnnxGraph(path, environment, session);
      session = null;
      return graph;
    } catch (OrtException e) {
      throw new RequestException(
          path + ": ONNX Runtime cannot open it (" + firstLine(e) + "); is it a whole .onnx file?",
          e);
    } finally {
      closeQuietly(session);
    }
  }

  private static void closeQuietly(OrtSession session) {
    if (session != null) {
      try {
        session.close();
      } catch (OrtException e) {
        // what was wrong is told already
      }
    }
  }

  static String firstLine(Exception e) {
    String text = String.valueOf(e.getMessage());
    int end = text.indexOf('\n');
    return end < 0 ? text : text.substring(0, end);
  }

  private static Map<String, long[]> outputs(Path path, OrtSession session) throws OrtException {
    Map<String, long[]> outputs = new LinkedHashMap<>();
    for (NodeInfo node : session.getOutputInfo().values()) {
      if (node.getInfo() instanceof TensorInfo info && info.type == OnnxJavaType.FLOAT) {
        outputs.put(node.getName(), info.getShape());
      }
    }
    if (outputs.isEmpty()) {
      throw new RequestException(
          path + ": no output of float32 numbers; found " + session.getOutputNames());
    }
    return outputs;
  }

  private void checkInputs() throws OrtException {
    for (NodeInfo node : session.getInputInfo().values()) {
      boolean known = Set.of(IDS, MASK, TYPES).contains(node.getName());
      boolean whole =
          node.getInfo() instanceof TensorInfo info
              && info.type == OnnxJavaType.INT64
              && info.getShape().length == 2;
      if (!known || !whole) {
        throw new RequestException(
            path
                + ": its input '"
                + node.getName()
                + "' is not one of a text encoder; expected int64 [batch, tokens] under the names "
                + IDS
                + ", "
                + MASK
                + " and "
                + TYPES);
      }
    }
    if (!inputs.contains(IDS)) {
      throw new RequestException(path + ": no input '" + IDS + "'; found " + inputs);
    }
  }

  Path path() {
    return path;
  }

  /** Float outputs with their declared shapes; -1 for a size that the input decides. */
  Map<String, long[]> outputs() {
    return outputs;
  }

  /**
   * Runs texts side by side, filled to the length of the longest.
   *
   * @param rows token ids and type ids by text
   * @param padding the id to fill with
   * @param wanted outputs in the order in which they are returned
   */
  List<Output> run(List<TokenInputs.Row> rows, int padding, List<String> wanted) {
    int length = rows.stream().mapToInt(row -> row.ids().length).max().orElse(0);
    long[] ids = new long[rows.size() * length];
    long[] mask = new long[ids.length];
    long[] types = new long[ids.length];
    for (int r = 0; r < rows.size(); r++) {
      int[] row = rows.get(r).ids();
      for (int t = 0; t < length; t++) {
        int at = r * length + t;
        ids[at] = t < row.length ? row[t] : padding;
        mask[at] = t < row.length ? 1 : 0;
        types[at] = t < row.length ? rows.get(r).types()[t] : 0;
      }
    }
    long[] shape = {rows.size(), length};
    Map<String, OnnxTensor> given = new HashMap<>();
    try {
      put(given, IDS, ids, shape);
      put(given, MASK, mask, shape);
      put(given, TYPES, types, shape);
      try (OrtSession.Result result = session.run(given, Set.copyOf(wanted))) {
        List<Output> found = new ArrayList<>();
        for (String name : wanted) {
          OnnxValue value = result.get(name).orElseThrow();
          OnnxTensor tensor = (OnnxTensor) value;
          float[] values = new float[tensor.getFloatBuffer().remaining()];
          tensor.getFloatBuffer().get(values);
          found.add(new Output(tensor.getInfo().getShape(), values));
        }
        return found;
      }
    } catch (OrtException e) {
      throw new WorkException(
          path
              + ": ONNX Runtime failed on "
              + rows.size()
              + " texts of up to "
              + length
              + " tokens ("
              + firstLine(e)
              + ")",
          e);
    } finally {
      given.values().forEach(OnnxTensor::close);
    }
  }

  private void put(Map<String, OnnxTensor> given, String name, long[] values, long[] shape)
      throws OrtException {
    if (inputs.contains(name)) {
      given.put(name, OnnxTensor.createTensor(environment, LongBuffer.wrap(values), shape));
    }
  }

  @Override
  public void close() {
    closeQuietly(session);
  }
}
