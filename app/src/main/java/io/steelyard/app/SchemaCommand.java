package io.steelyard.app;

import io.steelyard.core.artifact.AtomicFile;
import io.steelyard.core.artifact.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code steelyard schema > steelyard.schema.json}. */
@Command(
    name = "schema",
    description = {"Prints the JSON Schema of recipes, for editors.", ""},
    footer = {
      "",
      "Example:",
      "  steelyard schema --to steelyard.schema.json",
      "then begin a recipe with",
      "  # yaml-language-server: $schema=steelyard.schema.json"
    })
final class SchemaCommand extends BaseCommand {
  @Option(names = "--to", paramLabel = "FILE", description = "Write it here.")
  Path to;

  SchemaCommand(Context context) {
    super(context);
  }

  @Override
  int work() {
    byte[] schema = Json.pretty(RecipeSchema.of(context.registry()));
    if (to == null) {
      screen.out().print(new String(schema, StandardCharsets.UTF_8));
    } else {
      AtomicFile.write(to, schema);
      screen.out().println("schema  " + screen.bold(to.toString()));
    }
    return Cli.DONE;
  }
}
