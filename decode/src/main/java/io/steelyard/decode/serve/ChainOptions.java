package io.steelyard.decode.serve;

import io.steelyard.core.step.InlineValue;
import io.steelyard.core.step.Position;
import io.steelyard.core.step.Setting;
import io.steelyard.core.step.SettingsReader;
import io.steelyard.core.step.Tool;
import io.steelyard.core.step.Value;
import io.steelyard.decode.ChainSettings;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@link ChainSettings} as options of a command: {@code --temperature 0.7 --top-p 0.9}. */
final class ChainOptions {
  private ChainOptions() {}

  /** One option per setting. */
  static List<Tool.Parameter> parameters() {
    List<Tool.Parameter> parameters = new ArrayList<>();
    for (RecordComponent component : ChainSettings.class.getRecordComponents()) {
      Setting setting = component.getAnnotation(Setting.class);
      parameters.add(
          Tool.Parameter.option(
              SettingsReader.kebab(component.getName()), setting.value(), setting.or()));
    }
    return parameters;
  }

  /** The settings that the options say. */
  static ChainSettings read(Map<String, String> options) {
    Map<String, Value.Field> fields = new LinkedHashMap<>();
    for (Tool.Parameter parameter : parameters()) {
      String given = options.getOrDefault(parameter.name(), parameter.or());
      if (!given.equals(parameter.or())) {
        Position at = Position.option("--" + parameter.name());
        fields.put(parameter.name(), new Value.Field(at, InlineValue.parse(given, at)));
      }
    }
    return settings(fields, "options");
  }

  static ChainSettings settings(Map<String, Value.Field> fields, String where) {
    Value.Fields all = new Value.Fields(fields, new Position(where, 0, 0));
    return SettingsReader.read(ChainSettings.class, all, "chain");
  }
}
