package io.steelyard.mix.equitable;

import io.steelyard.core.RequestException;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * Losses that somebody measured elsewhere, one run a line:
 *
 * <pre>
 * domain,amount,loss
 * de,1000000,2.31
 * </pre>
 */
final class CurvesFile {
  private static final List<String> COLUMNS = List.of("domain", "amount", "loss");

  private CurvesFile() {}

  /**
   * @return a curve for each domain of the file
   * @throws RequestException if it cannot be read; the message names line and column
   */
  static Map<String, MeasuredCurve> read(Path file) {
    SortedMap<String, SortedMap<Double, List<CurveFit.Point>>> runs = new TreeMap<>();
    CSVFormat format =
        CSVFormat.Builder.create(CSVFormat.DEFAULT)
            .setHeader()
            .setSkipHeaderRecord(true)
            .setTrim(true)
            .get();
    try (Reader reader = Files.newBufferedReader(file);
        CSVParser rows = CSVParser.parse(reader, format)) {
      if (!rows.getHeaderNames().containsAll(COLUMNS)) {
        throw new RequestException(
            file + ": expected the columns " + COLUMNS + ", found " + rows.getHeaderNames());
      }
      for (CSVRecord row : rows) {
        double amount = number(file, rows, row, "amount");
        double loss = number(file, rows, row, "loss");
        runs.computeIfAbsent(row.get("domain"), d -> new TreeMap<>())
            .computeIfAbsent(amount, a -> new ArrayList<>())
            .add(new CurveFit.Point(amount, loss));
      }
    } catch (IOException | UncheckedIOException e) {
      throw new RequestException(file + ": cannot be read as CSV: " + e.getMessage(), e);
    }
    SortedMap<String, MeasuredCurve> curves = new TreeMap<>();
    runs.forEach(
        (domain, byAmount) ->
            curves.put(domain, new MeasuredCurve(domain, List.copyOf(byAmount.values()))));
    return curves;
  }

  private static double number(Path file, CSVParser rows, CSVRecord row, String column) {
    String value = row.isSet(column) ? row.get(column) : "";
    try {
      double number = Double.parseDouble(value);
      if (number > 0 && number < Double.POSITIVE_INFINITY) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below, as for numbers out of range.
    }
    throw new RequestException(
        file
            + ", line "
            + rows.getCurrentLineNumber()
            + ": "
            + column
            + " must be a positive number, was '"
            + value
            + "'");
  }
}
