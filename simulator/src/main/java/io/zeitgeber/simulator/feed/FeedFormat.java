package io.zeitgeber.simulator.feed;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** What the files to be fed are. */
enum FeedFormat {
  FITABASE(List.of(".csv"), "fitabase"),
  RADAR(List.of(".csv", ".avro", ".json", ".jsonl"), "radar", "radar-csv", "radar-avro"),
  E4(List.of(".csv"), "e4"),
  OPEN_MHEALTH(OpenMhealthFeed.ENDINGS, "open-mhealth", "omh"),
  WELLTORY(List.of(".csv"), "welltory"),
  JSON(List.of(), "json");

  private final List<String> endings;
  private final List<String> names;

  FeedFormat(List<String> endings, String... names) {
    this.endings = endings;
    this.names = List.of(names);
  }

  /** What an argument names: a file, or those in a directory or archive where there may be one. */
  List<Source> sources(String name) {
    return endings.isEmpty() ? List.of(new Source(name)) : Source.of(name, endings);
  }

  @Override
  public String toString() {
    return names.getFirst();
  }

  /** Reads one from the command line. */
  static final class Converter implements ITypeConverter<FeedFormat> {
    @Override
    public FeedFormat convert(String text) {
      for (FeedFormat each : values()) {
        if (each.names.contains(text)) {
          return each;
        }
      }
      String all =
          Arrays.stream(values())
              .flatMap(each -> each.names.stream())
              .collect(Collectors.joining(", "));
      throw new TypeConversionException("'" + text + "' is no format; expected one of " + all);
    }
  }
}
