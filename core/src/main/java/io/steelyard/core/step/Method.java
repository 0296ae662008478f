package io.steelyard.core.step;

import io.steelyard.core.artifact.ArtifactKind;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What a step is called, what it takes and what it makes; placed on its settings record. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Method {
  /** {@code room.method}, for example {@code corpus.clean}; {@code report} has no room. */
  String name();

  /** One sentence for {@code --help}, the schema and the reference. */
  String about();

  /** Raised when the same settings and inputs would give another result. */
  int version() default 1;

  /** Artifacts it cannot do without. */
  ArtifactKind[] takes() default {};

  /** Artifacts it uses where a step before made one. */
  ArtifactKind[] uses() default {};

  ArtifactKind makes();

  /** Whether it depends on all steps before it, as a report does. */
  boolean onWholeRun() default false;

  /** Paper, specification or documentation that it follows. */
  String source() default "";
}
