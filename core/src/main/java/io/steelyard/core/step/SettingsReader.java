package io.steelyard.core.step;

import io.steelyard.core.Nearest;
import io.steelyard.core.RequestException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a settings record from a piece of a recipe. Unknown keys, missing settings and bad values
 * are refused with file, line, column, what was expected and the nearest valid name.
 *
 * <p>Component types: String, boolean, int, long, double, {@link Share}, {@link ByteSize}, {@link
 * Amount}, Path (as written; resolve it with the job), enums (kebab-case), records, and List, Map
 * (by String) and Optional of these. A record nested as a value may also be given as text if it has
 * a static {@code parse(String)}.
 */
public final class SettingsReader {
  private SettingsReader() {}

  /** Reads a record; {@code owner} names it in messages, for example {@code corpus.clean}. */
  public static <R> R read(Class<R> type, Value value, String owner) {
    Value given = value instanceof Value.Scalar s && s.text() == null ? empty(value.at()) : value;
    if (!(given instanceof Value.Fields fields)) {
      throw new RequestException(
          value.at()
              + ": "
              + owner
              + " takes keys and values, got "
              + value.what()
              + "."
              + " Write it as {key: value, ...}; its keys are: "
              + String.join(", ", names(type))
              + ".");
    }
    List<String> names = names(type);
    fields
        .fields()
        .forEach(
            (key, field) -> {
              if (!names.contains(key)) {
                throw new RequestException(
                    field.at()
                        + ": "
                        + owner
                        + " has no setting '"
                        + key
                        + "'"
                        + Nearest.hint(key, names));
              }
            });
    RecordComponent[] components = type.getRecordComponents();
    Object[] values = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      String name = kebab(components[i].getName());
      Value.Field field = fields.fields().get(name);
      values[i] =
          field == null
              ? byDefault(components[i], owner, fields.at())
              : convert(components[i].getGenericType(), field.value(), owner + "." + name);
    }
    return construct(type, values, owner, fields);
  }

  private static Value.Fields empty(Position at) {
    return new Value.Fields(Map.of(), at);
  }

  private static Object byDefault(RecordComponent component, String owner, Position at) {
    Setting setting = component.getAnnotation(Setting.class);
    String name = kebab(component.getName());
    if (setting == null || setting.or().equals(Setting.REQUIRED)) {
      if (raw(component.getGenericType()) == Optional.class) {
        return Optional.empty();
      }
      throw new RequestException(
          at
              + ": "
              + owner
              + " needs the setting '"
              + name
              + "'"
              + (setting == null ? "" : " (" + setting.value() + ")")
              + ".");
    }
    Position builtIn = new Position("default of " + owner + "." + name, 0, 0);
    return convert(
        component.getGenericType(), InlineValue.parse(setting.or(), builtIn), owner + "." + name);
  }

  private static <R> R construct(
      Class<R> type, Object[] values, String owner, Value.Fields fields) {
    try {
      Class<?>[] types =
          Arrays.stream(type.getRecordComponents())
              .map(RecordComponent::getType)
              .toArray(Class<?>[]::new);
      Constructor<R> constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      Throwable cause = e.getCause();
      if (cause instanceof IllegalArgumentException || cause instanceof NullPointerException) {
        throw new RequestException(
            place(cause.getMessage(), fields) + ": " + owner + ": " + cause.getMessage(), cause);
      }
      throw new IllegalStateException(cause);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(type + " cannot be built from its components", e);
    }
  }

  /** The position of the setting with which a message starts, or of the whole step. */
  private static Position place(String message, Value.Fields fields) {
    if (message != null) {
      for (Map.Entry<String, Value.Field> field : fields.fields().entrySet()) {
        if (message.startsWith(field.getKey())) {
          return field.getValue().value().at();
        }
      }
    }
    return fields.at();
  }

  private static Object convert(Type type, Value value, String name) {
    Class<?> raw = raw(type);
    try {
      if (raw == Optional.class) {
        boolean none = value instanceof Value.Scalar s && (s.text() == null || s.text().isEmpty());
        return none ? Optional.empty() : Optional.of(convert(argument(type, 0), value, name));
      }
      if (raw == List.class) {
        return list(type, value, name);
      }
      if (raw == Map.class) {
        return map(type, value, name);
      }
      if (value instanceof Value.Scalar scalar) {
        return scalar(raw, scalar, name);
      }
      if (raw.isRecord() && value instanceof Value.Fields) {
        return read(raw, value, name);
      }
    } catch (IllegalArgumentException e) {
      throw new RequestException(value.at() + ": " + name + ": " + e.getMessage(), e);
    }
    throw new RequestException(
        value.at() + ": " + name + ": expected " + expected(type) + ", got " + value.what() + ".");
  }

  private static List<Object> list(Type type, Value value, String name) {
    List<Object> values = new ArrayList<>();
    if (value instanceof Value.Items items) {
      for (Value item : items.values()) {
        values.add(convert(argument(type, 0), item, name));
      }
    } else if (value instanceof Value.Scalar s && (s.text() == null || s.text().isEmpty())) {
      return List.of();
    } else {
      values.add(convert(argument(type, 0), value, name));
    }
    return List.copyOf(values);
  }

  private static Map<String, Object> map(Type type, Value value, String name) {
    Map<String, Object> values = new LinkedHashMap<>();
    if (value instanceof Value.Fields fields) {
      fields
          .fields()
          .forEach(
              (key, field) ->
                  values.put(key, convert(argument(type, 1), field.value(), name + "." + key)));
    } else if (!(value instanceof Value.Scalar s && (s.text() == null || s.text().isEmpty()))) {
      throw new RequestException(
          value.at()
              + ": "
              + name
              + ": expected names with values, such as {en: 0.5, fr: 0.5},"
              + " got "
              + value.what()
              + ".");
    }
    return java.util.Collections.unmodifiableMap(values);
  }

  private static Object scalar(Class<?> raw, Value.Scalar scalar, String name) {
    String text = scalar.text();
    if (text == null) {
      throw new IllegalArgumentException("expected " + expected(raw) + ", got nothing");
    }
    if (raw == String.class) {
      return text;
    } else if (raw == Path.class) {
      return Path.of(text);
    } else if (raw == boolean.class || raw == Boolean.class) {
      return switch (text.toLowerCase(Locale.ROOT)) {
        case "true", "yes", "on" -> true;
        case "false", "no", "off" -> false;
        default -> throw new IllegalArgumentException("expected true or false, got '" + text + "'");
      };
    } else if (raw == int.class || raw == Integer.class) {
      return Math.toIntExact(inRange(Quantity.parse(text)));
    } else if (raw == long.class || raw == Long.class) {
      return Quantity.parse(text);
    } else if (raw == double.class || raw == Double.class) {
      return number(text);
    } else if (raw.isEnum()) {
      return constant(raw, text);
    } else if (raw.isRecord()) {
      return parsed(raw, text, name);
    }
    throw new IllegalStateException(name + " has the type " + raw + ", which settings cannot have");
  }

  private static long inRange(long value) {
    if (value != (int) value) {
      throw new IllegalArgumentException(value + " is too large: at most " + Integer.MAX_VALUE);
    }
    return value;
  }

  private static double number(String text) {
    String t = text.strip();
    if (t.equalsIgnoreCase("inf") || t.equalsIgnoreCase("infinity") || t.equals(".inf")) {
      return Double.POSITIVE_INFINITY;
    }
    if (!t.matches("[-+]?(\\d[\\d_]*)?(\\.\\d+)?([eE][-+]?\\d+)?%?") || t.isEmpty()) {
      throw new IllegalArgumentException("expected a number such as 0.3, got '" + text + "'");
    }
    return t.endsWith("%") ? Share.parse(t).value() : Double.parseDouble(t.replace("_", ""));
  }

  private static Object constant(Class<?> type, String text) {
    List<String> names = new ArrayList<>();
    for (Object constant : type.getEnumConstants()) {
      String name = kebabConstant((Enum<?>) constant);
      if (name.equals(text) || ((Enum<?>) constant).name().equals(text)) {
        return constant;
      }
      names.add(name);
    }
    throw new IllegalArgumentException("unknown value '" + text + "'" + Nearest.hint(text, names));
  }

  private static Object parsed(Class<?> type, String text, String name) {
    try {
      return type.getMethod("parse", String.class).invoke(null, text);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    } catch (NoSuchMethodException e) {
      throw new IllegalArgumentException(
          "expected " + expected(type) + " for " + name + ", got '" + text + "'", e);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What a person should write, for messages and help. */
  public static String expected(Type type) {
    Class<?> raw = raw(type);
    if (raw == Optional.class) {
      return expected(argument(type, 0));
    } else if (raw == List.class) {
      return "a list of " + expected(argument(type, 0));
    } else if (raw == Map.class) {
      return "names with " + expected(argument(type, 1));
    } else if (raw == boolean.class || raw == Boolean.class) {
      return "true|false";
    } else if (raw == int.class || raw == Integer.class || raw == long.class || raw == Long.class) {
      return "a whole number";
    } else if (raw == double.class || raw == Double.class) {
      return "a number";
    } else if (raw == Share.class) {
      return "a share (30%)";
    } else if (raw == ByteSize.class) {
      return "a size (16 MiB)";
    } else if (raw == Amount.class) {
      return "an amount (20M tokens)";
    } else if (raw == Path.class) {
      return "a path";
    } else if (raw.isEnum()) {
      return String.join(
          "|", Arrays.stream(raw.getEnumConstants()).map(c -> kebabConstant((Enum<?>) c)).toList());
    } else if (raw.isRecord()) {
      return "{" + String.join(", ", names(raw)) + "}";
    }
    return "text";
  }

  /** The settings of a record in the recipe's spelling. */
  public static List<String> names(Class<?> type) {
    return Arrays.stream(type.getRecordComponents()).map(c -> kebab(c.getName())).toList();
  }

  public static String kebab(String camel) {
    return camel.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
  }

  public static String kebabConstant(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static Class<?> raw(Type type) {
    return type instanceof ParameterizedType p ? (Class<?>) p.getRawType() : (Class<?>) type;
  }

  static Type argument(Type type, int i) {
    return ((ParameterizedType) type).getActualTypeArguments()[i];
  }
}
