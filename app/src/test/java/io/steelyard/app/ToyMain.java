package io.steelyard.app;

/** The command line with the toy steps, to look at its pages and lines by hand. */
final class ToyMain {
  private ToyMain() {}

  public static void main(String[] args) {
    System.exit(Cli.execute(Screen.ofProcess(), ToySteps.REGISTRY, args));
  }
}
