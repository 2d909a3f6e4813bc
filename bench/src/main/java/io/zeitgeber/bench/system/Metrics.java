package io.zeitgeber.bench.system;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/**
 * What a node says of itself at one moment.
 *
 * @param text in Prometheus' form
 */
public record Metrics(String text) {

  /**
   * Asks a node.
   *
   * @param http its URL
   */
  public static Metrics of(String http) {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(http + "/metrics"))
              .timeout(Duration.ofSeconds(30))
              .build();
      return new Metrics(client.send(request, BodyHandlers.ofString()).body());
    } catch (IOException silent) {
      throw new IllegalStateException(http + " does not answer: " + silent.getMessage(), silent);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", interrupted);
    }
  }

  /** The sum over all labels; 0 where there is no such metric. */
  public double sum(String name) {
    return sum(name, "");
  }

  /** The sum over the series whose labels contain a text. */
  public double sum(String name, String label) {
    return text.lines()
        .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
        .filter(line -> line.contains(label))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  /**
   * The upper bound of the bucket that a share of all observations lies in or below; 0 where
   * nothing was observed.
   *
   * @param name of the histogram, with its unit
   * @param share 0.99 for p99
   */
  public double quantile(String name, double share) {
    double all = sum(name + "_count");
    if (all == 0) {
      return 0;
    }
    return text.lines()
        .filter(line -> line.startsWith(name + "_bucket{") && line.contains("le=\""))
        .filter(
            line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)) >= all * share)
        .map(line -> line.replaceFirst(".*le=\"([^\"]*)\".*", "$1"))
        .mapToDouble(
            bound -> bound.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(bound))
        .min()
        .orElse(Double.POSITIVE_INFINITY);
  }
}
