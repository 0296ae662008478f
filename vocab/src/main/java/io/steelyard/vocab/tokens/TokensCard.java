package io.steelyard.vocab.tokens;

import io.steelyard.core.artifact.Part;

/** The {@code README.md} of a token folder: what is in it and the lines that load it. */
final class TokensCard {
  private TokensCard() {}

  static String text(DomainFiles files, MixtureOrder order, TokensStep.Materialise materialise) {
    StringBuilder card =
        new StringBuilder(
            """
            ---
            tags:
            - tokens
            - steelyard
            ---
            # Training tokens

            """);
    card.append(order.sequences())
        .append(" sequences of ")
        .append(order.sequenceLength())
        .append(" tokens, in the order in which to train on them (`order.idx`), as runs of the")
        .append(" documents of one Megatron dataset per domain.\n\n")
        .append("| domain | dataset | documents | tokens | validation documents |\n")
        .append("|---|---|---:|---:|---:|\n");
    for (int d = 0; d < files.domains().size(); d++) {
      card.append("| ")
          .append(files.domains().get(d).replace("|", "\\|"))
          .append(" | `")
          .append(files.name(d, Part.TRAIN))
          .append("` | ")
          .append(files.documents(d, Part.TRAIN))
          .append(" | ")
          .append(files.tokens(d, Part.TRAIN))
          .append(" | ")
          .append(files.documents(d, Part.VALIDATION))
          .append(" |\n");
    }
    card.append(
        """

        Vocabulary: `tokenizer.json`. A domain's documents, with megatron-core:

        ```python
        from megatron.core.datasets.indexed_dataset import IndexedDataset
        data = IndexedDataset("NAME", multimodal=False, mmap=True)
        tokens = data[0]
        ```

        The order, with numpy (sequence i is `spans[first[i]:first[i + 1]]`):

        ```python
        import numpy as np
        head = np.fromfile("order.idx", "<u8", 16)
        first = np.memmap("order.idx", "<u8", "r", int(head[4]), int(head[2]) + 1)
        spans = np.memmap("order.idx", [("document", "<u8"), ("offset", "<u4"), ("length", "<u4"), ("domain", "<u4"), ("epoch", "<u4")], "r", int(head[5]), int(head[3]))
        ```
        """
            .replace("NAME", firstDataset(files)));
    if (materialise == TokensStep.Materialise.MEGATRON) {
      card.append(
          """

          The sequences themselves, in order:

          ```python
          from megatron.core.datasets.indexed_dataset import IndexedDataset
          data = IndexedDataset("ordered", multimodal=False, mmap=True)
          tokens = data[0]
          ```
          """);
    } else if (materialise == TokensStep.Materialise.MDS) {
      card.append(
          """

          The sequences themselves, in order:

          ```python
          from streaming import StreamingDataset
          data = StreamingDataset(local="mds", shuffle=False, batch_size=1)
          tokens = data[0]["tokens"]
          ```
          """);
    }
    return card.toString();
  }

  private static String firstDataset(DomainFiles files) {
    for (int d = 0; d < files.domains().size(); d++) {
      if (files.documents(d, Part.TRAIN) > 0) {
        return files.name(d, Part.TRAIN);
      }
    }
    throw new IllegalStateException("no training documents");
  }
}
