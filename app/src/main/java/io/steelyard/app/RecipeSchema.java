package io.steelyard.app;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.steelyard.core.artifact.Json;
import io.steelyard.core.flow.EngineSession;
import io.steelyard.core.step.Amount;
import io.steelyard.core.step.ByteSize;
import io.steelyard.core.step.Setting;
import io.steelyard.core.step.SettingsReader;
import io.steelyard.core.step.Share;
import io.steelyard.core.step.StepRegistry;
import io.steelyard.core.step.StepType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The JSON Schema of recipes, made from the steps there are: editors that know YAML schemas then
 * complete names, show what settings do, and mark mistakes.
 */
final class RecipeSchema {
  private RecipeSchema() {}

  static ObjectNode of(StepRegistry registry) {
    ObjectNode root = Json.MAPPER.createObjectNode();
    root.put("$schema", "http://json-schema.org/draft-07/schema#");
    root.put("title", "Steelyard recipe");
    root.put("type", "object");
    root.put("additionalProperties", false);
    root.putArray("required").add("steps");
    ObjectNode properties = root.putObject("properties");
    properties
        .putObject("name")
        .put("description", "names the run folder (default: the file's name)")
        .put("type", "string")
        .put("pattern", "^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$");
    ObjectNode seed = properties.putObject("seed");
    seed.put("description", "seed of all draws (default: 0)");
    seed.putArray("type").add("integer").add("string");
    ObjectNode engine = properties.putObject("engine");
    engine.put("description", "where it runs; never changes a result (default: local)");
    EngineSession.names().forEach(engine.putArray("enum")::add);
    ObjectNode steps = properties.putObject("steps");
    steps.put("type", "array").put("minItems", 1);
    ArrayNode kinds = steps.putObject("items").putArray("anyOf");
    ObjectNode bare = kinds.addObject();
    ArrayNode names = bare.putArray("enum");
    ObjectNode keyed = kinds.addObject();
    keyed.put("type", "object").put("minProperties", 1).put("maxProperties", 1);
    keyed.put("additionalProperties", false);
    ObjectNode byName = keyed.putObject("properties");
    for (StepType type : registry.types()) {
      if (type.settings().stream().noneMatch(StepType.SettingType::required)) {
        names.add(type.name());
      }
      byName.set(type.name(), step(type));
    }
    return root;
  }

  private static ObjectNode step(StepType type) {
    ObjectNode step = Json.MAPPER.createObjectNode();
    step.put("description", type.method().about());
    boolean needs = type.settings().stream().anyMatch(StepType.SettingType::required);
    if (needs) {
      step.put("type", "object");
      ArrayNode required = step.putArray("required");
      type.settings().stream()
          .filter(StepType.SettingType::required)
          .forEach(s -> required.add(s.name()));
    } else {
      step.putArray("type").add("object").add("null");
    }
    step.put("additionalProperties", false);
    ObjectNode properties = step.putObject("properties");
    for (StepType.SettingType setting : type.settings()) {
      ObjectNode schema = schema(setting.type());
      describe(schema, setting.about(), setting.byDefault());
      properties.set(setting.name(), schema);
    }
    properties.putObject("as").put("type", "string").put("description", "names this step's output");
    ObjectNode from = properties.putObject("from");
    from.put("description", "takes the output of these steps instead of the nearest");
    from.putArray("type").add("string").add("array");
    from.putObject("items").put("type", "string");
    return step;
  }

  private static void describe(ObjectNode schema, String about, String byDefault) {
    schema.put(
        "description",
        byDefault == null || byDefault.isEmpty() ? about : about + " (default: " + byDefault + ")");
  }

  /** The schema of one type of setting. */
  private static ObjectNode schema(Type type) {
    ObjectNode schema = Json.MAPPER.createObjectNode();
    Class<?> raw = raw(type);
    if (raw == Optional.class) {
      return schema(argument(type, 0));
    } else if (raw == List.class) {
      ArrayNode either = schema.putArray("anyOf");
      ObjectNode list = either.addObject();
      list.put("type", "array").set("items", schema(argument(type, 0)));
      either.add(schema(argument(type, 0)));
      either.addObject().put("type", "null");
    } else if (raw == Map.class) {
      schema.putArray("type").add("object").add("null");
      schema.set("additionalProperties", schema(argument(type, 1)));
    } else if (raw == boolean.class || raw == Boolean.class) {
      schema.put("type", "boolean");
    } else if (raw == int.class || raw == long.class || raw == Integer.class || raw == Long.class) {
      schema.putArray("type").add("integer").add("string");
      schema.put("pattern", "^[0-9][0-9_,.]*\\s*([kKMGBT]|Ki|Mi|Gi)?$");
    } else if (raw == double.class || raw == Double.class) {
      schema.putArray("type").add("number").add("string");
    } else if (raw == Share.class) {
      schema.putArray("type").add("number").add("string");
      schema.put("pattern", "^[0-9.]+\\s*%?$");
      schema.put("minimum", 0).put("maximum", 1);
    } else if (raw == ByteSize.class) {
      schema.putArray("type").add("integer").add("string");
    } else if (raw == Amount.class) {
      schema.put("type", "string");
      schema.put("pattern", "^[0-9][0-9_,.]*\\s*([kKMGBT]|Ki|Mi|Gi)? (documents?|tokens?|bytes?)$");
    } else if (raw.isEnum()) {
      ArrayNode names = schema.putArray("enum");
      for (Object constant : raw.getEnumConstants()) {
        names.add(SettingsReader.kebabConstant((Enum<?>) constant));
      }
    } else if (raw == String.class || raw == Path.class) {
      schema.putArray("type").add("string").add("number").add("boolean");
    } else if (raw.isRecord()) {
      record(schema, raw);
    }
    return schema;
  }

  private static void record(ObjectNode schema, Class<?> type) {
    boolean parses = false;
    for (var method : type.getMethods()) {
      parses |=
          method.getName().equals("parse")
              && java.lang.reflect.Modifier.isStatic(method.getModifiers());
    }
    if (parses) {
      schema.putArray("type").add("object").add("string").add("number");
    } else {
      schema.put("type", "object");
    }
    schema.put("additionalProperties", false);
    ObjectNode properties = schema.putObject("properties");
    for (RecordComponent component : type.getRecordComponents()) {
      ObjectNode field = schema(component.getGenericType());
      Setting setting = component.getAnnotation(Setting.class);
      if (setting != null) {
        boolean required = setting.or().equals(Setting.REQUIRED);
        describe(field, setting.value(), required ? null : setting.or());
      }
      properties.set(SettingsReader.kebab(component.getName()), field);
    }
  }

  private static Class<?> raw(Type type) {
    return type instanceof ParameterizedType p ? (Class<?>) p.getRawType() : (Class<?>) type;
  }

  private static Type argument(Type type, int i) {
    return ((ParameterizedType) type).getActualTypeArguments()[i];
  }
}
