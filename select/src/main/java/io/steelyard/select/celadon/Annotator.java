package io.steelyard.select.celadon;

import io.steelyard.model.Encoder;
import java.util.List;
import java.util.Set;

/** Says of texts how toxic they are. One annotator serves one thread at a time. */
interface Annotator extends AutoCloseable {
  /** Languages that it was made for; empty for all. */
  Set<String> languages();

  /** One annotation per text, in their order; texts come in readable form. */
  List<Annotation> annotate(List<String> texts);

  /** What an encoder was given so far, where there is one. */
  default Encoder.Report report() {
    return Encoder.Report.NOTHING;
  }

  @Override
  void close();
}
