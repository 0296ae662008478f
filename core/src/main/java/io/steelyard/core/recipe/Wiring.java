package io.steelyard.core.recipe;

import io.steelyard.core.Nearest;
import io.steelyard.core.RequestException;
import io.steelyard.core.artifact.ArtifactKind;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which step takes which outputs: each kind from the nearest preceding step that made one, or from
 * the step that {@code from} names. A corpus is always taken through the verdicts that lead to it.
 *
 * @param views for each step the corpus step and the verdict steps through which it sees it, or an
 *     empty list
 * @param inputs for each step the step that made each other kind that it takes or uses
 */
record Wiring(List<List<Integer>> views, List<Map<ArtifactKind, Integer>> inputs) {
  static Wiring of(Recipe recipe) {
    Wiring wiring = new Wiring(new ArrayList<>(), new ArrayList<>());
    List<List<Integer>> made = new ArrayList<>();
    for (int i = 0; i < recipe.calls().size(); i++) {
      Recipe.Call call = recipe.calls().get(i);
      Map<ArtifactKind, Integer> nearest = new EnumMap<>(ArtifactKind.class);
      List<Integer> view = List.of();
      for (int j = 0; j < i; j++) {
        ArtifactKind kind = recipe.calls().get(j).type().makes();
        nearest.put(kind, j);
        view = made.get(j).isEmpty() ? view : made.get(j);
      }
      for (String name : call.from()) {
        int j = named(recipe, i, name, call);
        nearest.put(recipe.calls().get(j).type().makes(), j);
        view = made.get(j).isEmpty() ? view : made.get(j);
      }
      Map<ArtifactKind, Integer> taken = new EnumMap<>(ArtifactKind.class);
      boolean seesCorpus = false;
      for (ArtifactKind kind : wanted(call)) {
        boolean needed = call.type().takes().contains(kind);
        if (kind == ArtifactKind.CORPUS) {
          seesCorpus = true;
          require(!view.isEmpty() || !needed, call, kind);
        } else {
          require(nearest.containsKey(kind) || !needed, call, kind);
          if (nearest.containsKey(kind)) {
            taken.put(kind, nearest.get(kind));
          }
        }
      }
      wiring.views().add(seesCorpus ? view : List.of());
      wiring.inputs().add(taken);
      made.add(madeView(call.type().makes(), i, view));
    }
    return wiring;
  }

  private static List<Integer> madeView(ArtifactKind kind, int step, List<Integer> view) {
    if (kind == ArtifactKind.CORPUS) {
      return List.of(step);
    } else if (kind == ArtifactKind.VERDICTS) {
      List<Integer> longer = new ArrayList<>(view);
      longer.add(step);
      return longer;
    }
    return List.of();
  }

  private static List<ArtifactKind> wanted(Recipe.Call call) {
    List<ArtifactKind> kinds = new ArrayList<>(call.type().takes());
    kinds.addAll(call.type().uses());
    return kinds;
  }

  private static void require(boolean there, Recipe.Call call, ArtifactKind kind) {
    if (!there) {
      throw new RequestException(
          call.at()
              + ": "
              + call.type().name()
              + " needs a "
              + kind.word()
              + ", and no step before it makes one"
              + maker(kind)
              + ".");
    }
  }

  private static String maker(ArtifactKind kind) {
    return switch (kind) {
      case CORPUS -> "; put corpus.read before it";
      case MIXTURE -> "; put a mix step such as mix.temperature before it";
      case VOCABULARY -> "; put a vocab step such as vocab.bpe before it";
      case TOKENS -> "; put vocab.tokens before it";
      default -> "";
    };
  }

  private static int named(Recipe recipe, int before, String name, Recipe.Call call) {
    Map<String, Integer> names = new LinkedHashMap<>();
    for (int j = 0; j < before; j++) {
      Recipe.Call earlier = recipe.calls().get(j);
      names.put(earlier.as() != null ? earlier.as() : earlier.type().name(), j);
    }
    Integer found = names.get(name);
    if (found == null) {
      throw new RequestException(
          call.at()
              + ": from: no step before "
              + call.type().name()
              + " is called '"
              + name
              + "'"
              + Nearest.hint(name, names.keySet()));
    }
    return found;
  }
}
