package io.deltaglider.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;

import javax.xml.parsers.DocumentBuilderFactory;

class SizeChartTest {
    private static final List<String> TOOLS =
            List.of(Report.WARM, Report.XDELTA3, "zstd", "bsdiff");

    private static Document parse(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(svg)));
    }

    private static List<String> texts(Document svg) {
        NodeList nodes = svg.getElementsByTagName("text");
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            texts.add(nodes.item(i).getTextContent());
        }
        return texts;
    }

    @Test
    void everyFigureHasABarAndALabel() throws Exception {
        Document svg = parse(SizeChart.of(TOOLS, Results.report().pairs()));
        assertThat(texts(svg))
                .containsAll(TOOLS)
                .contains("tomcat-9.0.80 → 9.0.82.zip", "1.28 %", "0.005 %", "–", "100 %");
        // The page, a mark for each tool in the legend, and seven figures.
        assertThat(svg.getElementsByTagName("rect").getLength()).isEqualTo(1 + 4 + 7);
    }

    @Test
    void everythingLiesOnThePage() throws Exception {
        Element svg = parse(SizeChart.of(TOOLS, Results.report().pairs())).getDocumentElement();
        double width = Double.parseDouble(svg.getAttribute("width"));
        double height = Double.parseDouble(svg.getAttribute("height"));
        NodeList bars = svg.getElementsByTagName("rect");
        for (int i = 1; i < bars.getLength(); i++) {
            Element bar = (Element) bars.item(i);
            double right = number(bar, "x") + number(bar, "width");
            assertThat(number(bar, "width")).isPositive();
            assertThat(right).isLessThan(width - 40);
            assertThat(number(bar, "y") + number(bar, "height")).isLessThan(height);
        }
    }

    @Test
    void smallerDeltasHaveShorterBars() throws Exception {
        Document svg = parse(SizeChart.of(TOOLS, Results.report().pairs()));
        NodeList bars = svg.getElementsByTagName("rect");
        double ours = number((Element) bars.item(5), "width");
        double theirs = number((Element) bars.item(6), "width");
        assertThat(ours).isLessThan(theirs);
    }

    @Test
    void namesAreEscaped() throws Exception {
        PairResult odd =
                new PairResult(
                        Results.pair("a<b&c.zip", "\"d>.zip"),
                        10,
                        Results.report().pairs().getFirst().figures());
        assertThat(texts(parse(SizeChart.of(TOOLS, List.of(odd))))).contains("a<b&c → \"d>.zip");
    }

    @Test
    void thereAreColoursForSoManyTools() {
        assertThatThrownBy(() -> SizeChart.of(List.of("a", "b", "c", "d", "e", "f"), List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static double number(Element element, String attribute) {
        return Double.parseDouble(element.getAttribute(attribute));
    }
}
