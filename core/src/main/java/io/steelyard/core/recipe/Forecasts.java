package io.steelyard.core.recipe;

import io.steelyard.core.RequestException;
import io.steelyard.core.artifact.ArtifactKind;
import io.steelyard.core.step.Forecast;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The forecast of each step of a recipe, handed along as the artifacts would be: a step sees the
 * sample as the steps before it would leave the corpus.
 */
public final class Forecasts {
  private Forecasts() {}

  /**
   * @return one forecast per step, in order; fewer where a step could not go on by the sample,
   *     which is then the last one's warning
   * @throws RequestException if a step would refuse the corpus, and the sample is all of it
   */
  public static List<Forecast> of(Recipe recipe, int threads) {
    Wiring wiring = Wiring.of(recipe);
    List<Forecast> forecasts = new ArrayList<>();
    for (int i = 0; i < recipe.calls().size(); i++) {
      Recipe.Call call = recipe.calls().get(i);
      List<Integer> view = wiring.views().get(i);
      Map<ArtifactKind, Object> given = new EnumMap<>(ArtifactKind.class);
      wiring
          .inputs()
          .get(i)
          .forEach(
              (kind, j) -> {
                if (forecasts.get(j).made() != null) {
                  given.put(kind, forecasts.get(j).made());
                }
              });
      Forecast before = view.isEmpty() ? null : forecasts.get(view.get(view.size() - 1));
      Forecast forecast =
          new Forecast(
              recipe.base(),
              threads,
              before == null ? List.of() : before.sample(),
              before == null || before.isWhole(),
              given);
      forecasts.add(forecast);
      try {
        call.step().foresee(forecast);
      } catch (RequestException e) {
        if (forecast.isWhole()) {
          throw new RequestException(
              call.at() + ": " + call.type().name() + ": " + e.getMessage(), e);
        }
        forecast.summary().warning("would be refused if all is as the sample: " + e.getMessage());
        break;
      }
    }
    return forecasts;
  }
}
