package io.zeitgeber.bench.load;

import java.math.BigDecimal;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads 10M, 500k or 1234. */
public final class Count implements ITypeConverter<Long> {
  /** Made by picocli. */
  public Count() {}

  @Override
  public Long convert(String text) {
    if (!text.matches("\\d+(\\.\\d+)?[kM]?")) {
      throw new TypeConversionException("not a count such as 10M, 500k or 1234: " + text);
    }
    char last = text.charAt(text.length() - 1);
    String digits = Character.isDigit(last) ? text : text.substring(0, text.length() - 1);
    int places = last == 'M' ? 6 : last == 'k' ? 3 : 0;
    return new BigDecimal(digits).scaleByPowerOfTen(places).longValueExact();
  }
}
