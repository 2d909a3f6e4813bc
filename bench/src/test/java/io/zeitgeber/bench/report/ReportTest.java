package io.zeitgeber.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;

class ReportTest {

  @Test
  void spread_ofOddAndEvenRounds_isMedianAndExtremes() {
    assertThat(Spread.of(3, 1, 2)).isEqualTo(new Spread(2, 1, 3, 3));
    assertThat(Spread.of(4, 1, 2, 3)).isEqualTo(new Spread(2.5, 1, 4, 4));
    assertThatThrownBy(Spread::of).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void ratio_ofRounds_isTakenRoundByRound() {
    assertThat(Spread.ratio(new double[] {10, 40}, new double[] {5, 10}))
        .isEqualTo(new Spread(3, 2, 4, 2));
  }

  @Test
  void table_ofCells_alignsItsColumns() {
    assertThat(new Table("a", "number").row("long name", "1").row("b", "22").toString())
        .isEqualTo(
            """
            | a         | number |
            | --------- | -----: |
            | long name |      1 |
            | b         |     22 |
            """);
  }

  @Test
  void figures_ofAnySize_areShort() {
    assertThat(Figures.rate(1_234_567)).isEqualTo("1.23 M");
    assertThat(Figures.rate(45_600)).isEqualTo("46 k");
    assertThat(Figures.rate(new Spread(2e6, 1e6, 3e6, 3))).isEqualTo("2.00 M (1.00 M–3.00 M)");
    assertThat(Figures.of(new Spread(0.5, 0.5, 0.5, 1), 2)).isEqualTo("0.50");
  }

  @Test
  void picture_ofBars_isWellFormed() throws Exception {
    String svg =
        new Bars("a < b", "c & d")
            .bar("one", new Spread(2e6, 1e6, 3e6, 3), "#000000")
            .bar("two", new Spread(1e6, 1e6, 1e6, 1), "#000000")
            .svg();
    Document document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
    assertThat(document.getElementsByTagName("path").getLength()).isEqualTo(2);
    assertThat(document.getElementsByTagName("title").item(0).getTextContent()).isEqualTo("a < b");
  }
}
