package io.steelyard.core.step;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.steelyard.core.artifact.Json;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All settings of a step with their defaults, as canonical JSON: what a step key is taken of. */
public final class SettingsJson {
  private SettingsJson() {}

  public static ObjectNode of(Record settings) {
    return Json.MAPPER.valueToTree(fields(settings));
  }

  private static Map<String, Object> fields(Record record) {
    Map<String, Object> fields = new LinkedHashMap<>();
    for (RecordComponent component : record.getClass().getRecordComponents()) {
      try {
        component.getAccessor().setAccessible(true);
        Object value = plain(component.getAccessor().invoke(record));
        if (value != null) {
          fields.put(SettingsReader.kebab(component.getName()), value);
        }
      } catch (IllegalAccessException | InvocationTargetException e) {
        throw new IllegalStateException(component + " cannot be read", e);
      }
    }
    return fields;
  }

  private static Object plain(Object value) {
    if (value instanceof Optional<?> optional) {
      return optional.map(SettingsJson::plain).orElse(null);
    } else if (value instanceof List<?> list) {
      List<Object> values = new ArrayList<>();
      list.forEach(item -> values.add(plain(item)));
      return values;
    } else if (value instanceof Map<?, ?> map) {
      Map<String, Object> values = new LinkedHashMap<>();
      map.forEach((key, item) -> values.put((String) key, plain(item)));
      return values;
    } else if (value instanceof Enum<?> constant) {
      return SettingsReader.kebabConstant(constant);
    } else if (value instanceof Share || value instanceof ByteSize || value instanceof Amount) {
      return value.toString();
    } else if (value instanceof Path path) {
      return path.toString().replace('\\', '/');
    } else if (value instanceof Double number && Double.isInfinite(number)) {
      return "infinity";
    } else if (value instanceof Record record) {
      return fields(record);
    }
    return value;
  }
}
