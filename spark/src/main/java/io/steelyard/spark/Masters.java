package io.steelyard.spark;

import io.steelyard.core.RequestException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names of clusters, checked before Spark waits for one that is not there. */
final class Masters {
  private static final Pattern HERE =
      Pattern.compile("local(\\[(\\*|[1-9]\\d{0,3})(, *\\d+)?\\])?|local-cluster\\[.*\\]");
  private static final Pattern STANDALONE = Pattern.compile("spark://(.+)");
  private static final Pattern OTHER = Pattern.compile("yarn|k8s://.+");
  private static final int PATIENCE_MILLIS = 5_000;

  private Masters() {}

  /** Whether all work stays in this process. */
  static boolean isThisProcess(String master) {
    return HERE.matcher(master).matches() && !master.startsWith("local-cluster");
  }

  /**
   * @throws RequestException if it is no master's name, or a standalone one does not answer
   */
  static void check(Optional<String> asked) {
    if (asked.isEmpty()) {
      return;
    }
    String master = asked.get();
    Matcher standalone = STANDALONE.matcher(master);
    if (standalone.matches()) {
      requireOneThatAnswers(master, standalone.group(1).split(","));
    } else if (!HERE.matcher(master).matches() && !OTHER.matcher(master).matches()) {
      throw new RequestException(
          "--master: '"
              + master
              + "' is no Spark master; expected local[*], local[4], spark://host:7077, yarn or"
              + " k8s://https://host:443");
    }
  }

  private static void requireOneThatAnswers(String master, String[] addresses) {
    String why = "";
    for (String address : addresses) {
      why = whyNot(master, address);
      if (why == null) {
        return;
      }
    }
    throw new RequestException(
        "--master: no Spark master answers at "
            + master
            + " ("
            + why
            + "). Is it started, and is the port that of the master (7077) and not of its page"
            + " (8080)?");
  }

  private static String whyNot(String master, String address) {
    int colon = address.lastIndexOf(':');
    try {
      int port = Integer.parseInt(address.substring(colon + 1));
      String host = address.substring(0, colon);
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(InetAddress.getByName(host), port), PATIENCE_MILLIS);
        return null;
      }
    } catch (UnknownHostException e) {
      return "unknown host " + e.getMessage();
    } catch (IOException e) {
      return e.getMessage();
    } catch (RuntimeException e) {
      throw new RequestException(
          "--master: '" + master + "' has no port; expected for example spark://host:7077", e);
    }
  }
}
