package io.steelyard.core.step;

import io.steelyard.core.artifact.ArtifactKind;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;

/** What is known of a kind of step from its record: enough for a command, a schema and a page. */
public record StepType(Class<? extends Step> type, Method method, List<SettingType> settings) {
  /** Words that every step of a recipe may have beside its settings. */
  public static final List<String> RESERVED = List.of("from", "as");

  /** One setting: name in kebab-case, Java type, what it does, default or null if required. */
  public record SettingType(
      String name, java.lang.reflect.Type type, String about, String byDefault) {
    public boolean required() {
      return byDefault == null && SettingsReader.raw(type) != java.util.Optional.class;
    }
  }

  static StepType of(Class<? extends Step> type) {
    Method method = type.getAnnotation(Method.class);
    if (method == null || !type.isRecord()) {
      throw new IllegalStateException(type + ": a step is a record annotated with @Method");
    }
    List<SettingType> settings =
        Arrays.stream(type.getRecordComponents()).map(c -> setting(type, c)).toList();
    return new StepType(type, method, settings);
  }

  private static SettingType setting(Class<?> step, RecordComponent component) {
    Setting setting = component.getAnnotation(Setting.class);
    String name = SettingsReader.kebab(component.getName());
    if (setting == null || RESERVED.contains(name)) {
      throw new IllegalStateException(
          step + "." + name + ": needs @Setting, and a name other than from and as");
    }
    return new SettingType(
        name,
        component.getGenericType(),
        setting.value(),
        setting.or().equals(Setting.REQUIRED) ? null : setting.or());
  }

  public String name() {
    return method.name();
  }

  /** The room, for example {@code corpus}; the name itself where there is none. */
  public String room() {
    int dot = name().indexOf('.');
    return dot < 0 ? name() : name().substring(0, dot);
  }

  public List<ArtifactKind> takes() {
    return List.of(method.takes());
  }

  public List<ArtifactKind> uses() {
    return List.of(method.uses());
  }

  public ArtifactKind makes() {
    return method.makes();
  }

  /** Reads the settings of one step. */
  public Step read(Value settings) {
    return SettingsReader.read(type, settings, name());
  }
}
