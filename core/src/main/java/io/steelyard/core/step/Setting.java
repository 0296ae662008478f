package io.steelyard.core.step;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * One setting of a step, placed on a component of its record. The recipe key and the option are the
 * component's name in kebab-case: {@code maxReject} is {@code max-reject}.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Setting {
  /** Marks a setting that must be given. */
  String REQUIRED = "\0required";

  /** What it does, with unit and the source of its default. */
  String value();

  /**
   * The default, written as in a recipe ({@code 1%}, {@code 16 MiB}, {@code [a, b]}); empty for an
   * empty list, map or {@code Optional}.
   */
  String or() default REQUIRED;
}
