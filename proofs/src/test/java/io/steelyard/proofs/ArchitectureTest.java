package io.steelyard.proofs;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The arrows between rooms, and what holds inside all of them. */
class ArchitectureTest {
  /** Lowest first. */
  private static final List<String> ROOMS =
      List.of(
          "core", "corpus", "mix", "vocab", "model", "torch", "decode", "select", "spark",
          "proofs");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.steelyard");

  @Test
  void allRoomsAreLookedAt() {
    for (String room : ROOMS) {
      assertThat(CLASSES.stream().anyMatch(c -> c.getPackageName().startsWith(of(room)))).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"core", "corpus", "mix", "vocab", "model", "torch", "decode", "select", "spark"})
  void noRoomUsesOneAboveIt(String room) {
    String[] above =
        ROOMS.subList(ROOMS.indexOf(room) + 1, ROOMS.size()).stream()
            .map(r -> of(r) + "..")
            .toArray(String[]::new);
    noClasses()
        .that()
        .resideInAPackage(of(room) + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(above)
        .check(CLASSES);
  }

  /** Text is drawn from logits, whoever computes them. */
  @Test
  void decodingDoesNotKnowWhatRunsTheModel() {
    noClasses()
        .that()
        .resideInAPackage(of("decode") + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(of("torch") + "..", "org.bytedeco..")
        .check(CLASSES);
  }

  /** Many machines are one room's business, and it knows steps as little as threads do. */
  @Test
  void onlyOneRoomKnowsSpark() {
    noClasses()
        .that()
        .resideOutsideOfPackage(of("spark") + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.spark..", "org.apache.hadoop..", "scala..")
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAPackage(of("spark") + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            of("corpus") + "..", of("mix") + "..", of("vocab") + "..", of("select") + "..")
        .check(CLASSES);
  }

  @Test
  void randomnessComesFromDrawsOnly() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.util.Random")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.util.concurrent.ThreadLocalRandom")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.util.SplittableRandom")
        .orShould()
        .callMethod(Math.class, "random")
        .check(CLASSES);
  }

  /** Arabic or Persian digits in a file name would change digests; so would another case rule. */
  @Test
  void nothingDependsOnTheLocale() {
    noClasses()
        .should()
        .callMethod(String.class, "format", String.class, Object[].class)
        .orShould()
        .callMethod(String.class, "formatted", Object[].class)
        .orShould()
        .callMethod(String.class, "toLowerCase")
        .orShould()
        .callMethod(String.class, "toUpperCase")
        .check(CLASSES);
  }

  /** The tables of characters are those of the pinned ICU4J, not those of the running JDK. */
  @Test
  void charactersAreNotAskedOfTheJdk() {
    noClasses()
        .should()
        .callMethodWhere(
            target(owner(equivalentTo(Character.class)))
                .and(
                    target(
                        nameMatching(
                            "is(Digit|Letter.*|Whitespace|SpaceChar|Upper.*|Lower.*|Alpha.*)"
                                + "|getType|getNumericValue|to(Upper|Lower|Title)Case"))))
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.text.Normalizer")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.text.BreakIterator")
        .check(CLASSES);
  }

  /** Tasks go to executors as Java objects, with Spark's own; nothing else is read so. */
  @Test
  void nothingIsDeserialisedIntoJavaObjects() {
    noClasses()
        .that()
        .haveNameNotMatching("io\\.steelyard\\.spark\\.Packing(\\$.*)?")
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.io.ObjectInputStream")
        .check(CLASSES);
  }

  @Test
  void subPackagesOfOneRoomFormNoCycle() {
    for (String room : List.of("corpus", "mix", "vocab")) {
      slices()
          .matching(of(room) + ".(*)..")
          .should()
          .beFreeOfCycles()
          .allowEmptyShould(true)
          .check(CLASSES);
    }
  }

  private static String of(String room) {
    return "io.steelyard." + room;
  }
}
