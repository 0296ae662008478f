package io.steelyard.core.recipe;

import io.steelyard.core.Nearest;
import io.steelyard.core.RequestException;
import io.steelyard.core.flow.EngineChoice;
import io.steelyard.core.flow.EngineSession;
import io.steelyard.core.step.Position;
import io.steelyard.core.step.Quantity;
import io.steelyard.core.step.Step;
import io.steelyard.core.step.StepRegistry;
import io.steelyard.core.step.StepType;
import io.steelyard.core.step.Value;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A list of steps with a name and a seed. Everything about it is checked before any work starts.
 *
 * @param name names the run folder
 * @param seed of all draws
 * @param calls the steps in order
 * @param base folder against which its relative paths are resolved
 * @param text the recipe as written, for the report
 * @param engine what it asks to be run by
 */
public record Recipe(
    String name, long seed, List<Call> calls, Path base, String text, String engine) {
  private static final List<String> KEYS = List.of("name", "seed", "engine", "steps");

  /**
   * One step of a recipe.
   *
   * @param as what its output is called, or null
   * @param from whose outputs it takes instead of the nearest
   */
  public record Call(StepType type, Step step, String as, List<String> from, Position at) {}

  /** Reads a recipe file. */
  public static Recipe read(Path file, StepRegistry registry) {
    String text;
    try {
      text = Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new RequestException(
          file + ": no such recipe. Give the path of a YAML file; 'steelyard examples' lists some.",
          e);
    } catch (CharacterCodingException e) {
      throw new RequestException(file + ": not UTF-8 text; a recipe is a YAML file.", e);
    } catch (IOException e) {
      throw new RequestException(file + ": cannot be read (" + e.getMessage() + ").", e);
    }
    Path folder = file.toAbsolutePath().getParent();
    String fileName = file.getFileName().toString();
    String name = fileName.replaceFirst("\\.[A-Za-z]+$", "");
    return parse(text, file.toString(), name, folder, registry);
  }

  public static Recipe parse(
      String text, String source, String defaultName, Path base, StepRegistry registry) {
    Value root = YamlReader.read(text, new Position(source, 1, 1));
    if (!(root instanceof Value.Fields fields)) {
      throw new RequestException(
          root.at()
              + ": a recipe has the keys name, seed, engine and steps; got "
              + root.what()
              + ".");
    }
    fields
        .fields()
        .forEach(
            (key, field) -> {
              if (!KEYS.contains(key)) {
                throw new RequestException(
                    field.at() + ": a recipe has no key '" + key + "'" + Nearest.hint(key, KEYS));
              }
            });
    String name = text(fields, "name", defaultName);
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,99}") || name.endsWith(".")) {
      throw new RequestException(
          fields.fields().containsKey("name")
              ? fields.fields().get("name").value().at()
                  + ": name: '"
                  + name
                  + "' cannot name a folder; use letters, digits, '.', '_'"
                  + " and '-', such as europarl-balanced."
              : source + ": give the recipe a name of letters, digits, '.', '_' and '-'.");
    }
    long seed;
    try {
      seed = Quantity.parse(text(fields, "seed", "0"));
    } catch (IllegalArgumentException e) {
      throw new RequestException(
          fields.fields().get("seed").value().at() + ": seed: " + e.getMessage() + ".", e);
    }
    String engine = text(fields, "engine", EngineChoice.LOCAL);
    if (!EngineSession.names().contains(engine)) {
      throw new RequestException(
          fields.fields().get("engine").value().at()
              + ": engine: there is no engine '"
              + engine
              + "'"
              + Nearest.hint(engine, EngineSession.names()));
    }
    Value.Field steps = fields.fields().get("steps");
    if (steps == null
        || !(steps.value() instanceof Value.Items items)
        || items.values().isEmpty()) {
      throw new RequestException(
          (steps == null ? root.at() : steps.value().at())
              + ": a recipe needs steps: a list such as '- corpus.read: {path: data}'.");
    }
    List<Call> calls = new ArrayList<>();
    for (Value item : items.values()) {
      calls.add(call(item, registry));
    }
    Recipe recipe = new Recipe(name, seed, List.copyOf(calls), base, text, engine);
    recipe.checkNames();
    Wiring.of(recipe);
    return recipe;
  }

  private static String text(Value.Fields fields, String key, String otherwise) {
    Value.Field field = fields.fields().get(key);
    if (field == null) {
      return otherwise;
    }
    if (field.value() instanceof Value.Scalar scalar && scalar.text() != null) {
      return scalar.text();
    }
    throw new RequestException(
        field.value().at()
            + ": "
            + key
            + ": expected one value, got "
            + field.value().what()
            + ".");
  }

  private static Call call(Value item, StepRegistry registry) {
    Value settings;
    String name;
    Position at;
    if (item instanceof Value.Scalar scalar && scalar.text() != null) {
      name = scalar.text();
      at = scalar.at();
      settings = new Value.Scalar(null, at);
    } else if (item instanceof Value.Fields fields && fields.fields().size() == 1) {
      Map.Entry<String, Value.Field> only = fields.fields().entrySet().iterator().next();
      name = only.getKey();
      at = only.getValue().at();
      settings = only.getValue().value();
    } else {
      throw new RequestException(
          item.at() + ": a step is written '- room.method: {setting: value}', one per item.");
    }
    StepType type = registry.find(name, at);
    String as = null;
    List<String> from = List.of();
    if (settings instanceof Value.Fields fields) {
      Map<String, Value.Field> own = new LinkedHashMap<>(fields.fields());
      Value.Field asField = own.remove("as");
      Value.Field fromField = own.remove("from");
      as = asField == null ? null : text(fields, "as", null);
      from = fromField == null ? List.of() : names(fromField);
      settings = new Value.Fields(own, fields.at());
    }
    return new Call(type, type.read(settings), as, from, at);
  }

  private static List<String> names(Value.Field field) {
    List<String> names = new ArrayList<>();
    List<Value> values =
        field.value() instanceof Value.Items items ? items.values() : List.of(field.value());
    for (Value value : values) {
      if (!(value instanceof Value.Scalar scalar) || scalar.text() == null) {
        throw new RequestException(value.at() + ": from: expected the name of a step before.");
      }
      names.add(scalar.text());
    }
    return names;
  }

  private void checkNames() {
    Set<String> taken = new HashSet<>();
    for (Call call : calls) {
      if (call.as() != null && !taken.add(call.as())) {
        throw new RequestException(
            call.at() + ": as: two steps are called '" + call.as() + "'; names must differ.");
      }
    }
  }
}
