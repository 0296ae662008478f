package io.steelyard.app;

import io.steelyard.core.Nearest;
import io.steelyard.core.RequestException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code steelyard examples}: the shipped recipes. */
@Command(
    name = "examples",
    description = {"Lists the shipped recipes, prints one, or copies it with --to.", ""},
    footer = {
      "",
      "Examples:",
      "  steelyard examples",
      "  steelyard examples europarl",
      "  steelyard examples europarl --to my.yaml"
    })
final class ExamplesCommand extends BaseCommand {
  @Parameters(arity = "0..1", paramLabel = "NAME", description = "A recipe of the list.")
  String name;

  @Option(
      names = "--to",
      paramLabel = "FILE",
      description = "Copy it here; nothing is overwritten.")
  Path to;

  ExamplesCommand(Context context) {
    super(context);
  }

  @Override
  int work() throws IOException {
    Path folder = Context.examples();
    if (!Files.isDirectory(folder)) {
      throw new RequestException(
          folder
              + ": the examples are not here. Start the command with the launcher (bin/steelyard of"
              + " the distribution, or ./steelyard of a source checkout).");
    }
    List<Path> recipes;
    try (Stream<Path> files = Files.list(folder)) {
      recipes = files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList();
    }
    if (name == null) {
      list(recipes);
      return Cli.DONE;
    }
    Path found = null;
    for (Path recipe : recipes) {
      if (name(recipe).equals(name.replaceFirst("\\.yaml$", ""))) {
        found = recipe;
      }
    }
    if (found == null) {
      throw new RequestException(
          "no example is called '"
              + name
              + "'"
              + Nearest.hint(name, recipes.stream().map(ExamplesCommand::name).toList()));
    }
    if (to == null) {
      screen.out().print(Files.readString(found));
      return Cli.DONE;
    }
    try {
      Files.copy(found, to);
    } catch (FileAlreadyExistsException e) {
      throw new RequestException(to + ": is there already; choose another name with --to.", e);
    }
    screen.out().println("recipe  " + screen.bold(to.toString()));
    return Cli.DONE;
  }

  private void list(List<Path> recipes) throws IOException {
    TextTable table = new TextTable("example", "what it does", "file");
    for (Path recipe : recipes) {
      String about = "";
      for (String line : Files.readAllLines(recipe)) {
        if (line.startsWith("# ") && !line.contains("yaml-language-server")) {
          about = line.substring(2).strip();
          break;
        }
      }
      if (json) {
        screen.event("example", "name", name(recipe), "about", about, "file", recipe.toString());
      } else {
        table.row(name(recipe), about, recipe);
      }
    }
    if (!json) {
      table.print(screen);
    }
  }

  private static String name(Path recipe) {
    return recipe.getFileName().toString().replaceFirst("\\.yaml$", "");
  }
}
