package io.steelyard.core.recipe;

import io.steelyard.core.RequestException;
import io.steelyard.core.step.Position;
import io.steelyard.core.step.Value;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Reads YAML as text, lists and groups with positions: no types, tags or code. Aliases are refused,
 * so that a small file cannot become a large one.
 */
public final class YamlReader {
  private static final int MAX_LENGTH = 1 << 20;
  private static final int MAX_DEPTH = 50;
  private static final String NO_ALIASES =
      "anchors and aliases (&name, *name) are not allowed; write the value out.";

  private YamlReader() {}

  /** {@code start} names the file, and the line on which the text begins. */
  public static Value read(String text, Position start) {
    if (text.length() > MAX_LENGTH) {
      throw new RequestException(start + ": longer than 1 MiB; a recipe is a short list of steps.");
    }
    try {
      LoadSettings settings =
          LoadSettings.builder()
              .setLabel(start.source())
              .setAllowDuplicateKeys(false)
              .setUseMarks(true)
              .build();
      Node root =
          new Compose(settings)
              .composeString(text)
              .orElseThrow(
                  () ->
                      new RequestException(
                          start
                              + ": the file is empty; a recipe begins with 'steps:' ("
                              + "see 'steelyard examples')."));
      return value(root, start, 0, new IdentityHashMap<>());
    } catch (MarkedYamlEngineException e) {
      String where =
          e.getProblemMark()
              .map(m -> new Position(start.source(), m.getLine() + 1, m.getColumn() + 1))
              .orElse(start)
              .toString();
      throw new RequestException(
          where
              + ": this is not YAML: "
              + e.getProblem()
              + ". Check indentation, colons and"
              + " brackets near this place.",
          e);
    } catch (YamlEngineException | StackOverflowError e) {
      String problem = String.valueOf(e.getMessage());
      throw new RequestException(
          problem.contains("aliases")
              ? start + ": " + NO_ALIASES
              : start + ": this is not YAML: " + problem,
          e);
    }
  }

  private static Value value(
      Node node, Position start, int depth, IdentityHashMap<Node, Boolean> seen) {
    Position at = position(node, start);
    if (depth > MAX_DEPTH) {
      throw new RequestException(at + ": nested more than " + MAX_DEPTH + " deep.");
    }
    if (node.getAnchor().isPresent() || seen.put(node, true) != null) {
      throw new RequestException(at + ": " + NO_ALIASES);
    }
    if (node instanceof ScalarNode scalar) {
      boolean nothing =
          scalar.getScalarStyle() == ScalarStyle.PLAIN
              && (scalar.getValue().isEmpty()
                  || scalar.getValue().equals("null")
                  || scalar.getValue().equals("~"));
      return new Value.Scalar(nothing ? null : scalar.getValue(), at);
    } else if (node instanceof SequenceNode sequence) {
      List<Value> values = new ArrayList<>();
      for (Node item : sequence.getValue()) {
        values.add(value(item, start, depth + 1, seen));
      }
      return new Value.Items(values, at);
    }
    Map<String, Value.Field> fields = new LinkedHashMap<>();
    for (NodeTuple tuple : ((MappingNode) node).getValue()) {
      Position keyAt = position(tuple.getKeyNode(), start);
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        throw new RequestException(keyAt + ": a key must be a word.");
      }
      Value.Field field =
          new Value.Field(keyAt, value(tuple.getValueNode(), start, depth + 1, seen));
      if (fields.put(key.getValue(), field) != null) {
        throw new RequestException(keyAt + ": the key '" + key.getValue() + "' appears twice.");
      }
    }
    return new Value.Fields(fields, at);
  }

  private static Position position(Node node, Position start) {
    if (start.line() == 0) {
      return start;
    }
    return node.getStartMark()
        .map(m -> new Position(start.source(), m.getLine() + 1, m.getColumn() + 1))
        .orElse(start);
  }
}
