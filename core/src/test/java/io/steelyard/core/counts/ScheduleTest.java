package io.steelyard.core.counts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.steelyard.core.counts.Schedule.Segment;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScheduleTest {
  private static final List<String> NAMES = List.of("a", "b");
  private static final Proportions EVEN = Proportions.of(NAMES, .5, .5);
  private static final Proportions SKEWED = Proportions.of(NAMES, .9, .1);
  private static final Schedule SWITCH =
      Schedule.piecewise(new Segment(0, EVEN), new Segment(600, SKEWED));

  @Test
  void aSegmentHoldsFromItsFirstStepOn() {
    assertThat(SWITCH.at(0)).isEqualTo(EVEN);
    assertThat(SWITCH.at(599)).isEqualTo(EVEN);
    assertThat(SWITCH.at(600)).isEqualTo(SKEWED);
    assertThat(SWITCH.at(Long.MAX_VALUE)).isEqualTo(SKEWED);
    assertThat(Schedule.constant(EVEN).at(1L << 40)).isEqualTo(EVEN);
  }

  @Test
  void countsStepsPerSegment() {
    assertThat(SWITCH.steps(0, 1000)).isEqualTo(600);
    assertThat(SWITCH.steps(1, 1000)).isEqualTo(400);
    assertThat(SWITCH.steps(1, 500)).isZero();
  }

  @Test
  void averagesOverTime() {
    assertThat(SWITCH.timeAverage(1200).values()[0])
        .isCloseTo(.7, org.assertj.core.data.Offset.offset(1e-15));
    assertThat(SWITCH.timeAverage(600)).isEqualTo(EVEN);
  }

  @Test
  void scalesStepsToUnits() {
    assertThat(SWITCH.scaled(1024).at(600 * 1024 - 1)).isEqualTo(EVEN);
    assertThat(SWITCH.scaled(1024).at(600 * 1024)).isEqualTo(SKEWED);
  }

  @Test
  void roundTripsThroughJson() throws Exception {
    ObjectMapper json = new ObjectMapper();
    String text = json.writeValueAsString(SWITCH);
    assertThat(text).startsWith("[{\"from\":0,\"proportions\":{\"a\":0.5,\"b\":0.5}}");
    assertThat(json.readValue(text, Schedule.class)).isEqualTo(SWITCH);
  }

  @Test
  void saysWhatIsWrong() {
    assertThatThrownBy(() -> Schedule.piecewise(new Segment(5, EVEN)))
        .hasMessageContaining("begin at step 0");
    assertThatThrownBy(() -> Schedule.piecewise(new Segment(0, EVEN), new Segment(0, SKEWED)))
        .hasMessageContaining("not after segment 0");
    Proportions other = Proportions.of(List.of("a", "c"), .5, .5);
    assertThatThrownBy(() -> Schedule.piecewise(new Segment(0, EVEN), new Segment(9, other)))
        .hasMessageContaining("names the domains [a, c]");
    assertThatThrownBy(() -> Schedule.piecewise(List.of())).hasMessageContaining("no segment");
  }
}
