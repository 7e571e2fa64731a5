package io.sluice.cli.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.cli.evaluate.Evaluation.Curve;
import io.sluice.cli.evaluate.Evaluation.Interval;
import io.sluice.cli.evaluate.Evaluation.Point;
import io.sluice.cli.evaluate.Evaluation.ReliabilityBin;
import io.sluice.cli.evaluate.Evaluation.RuleResult;
import io.sluice.cli.evaluate.Evaluation.StageCost;
import java.io.StringReader;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

class HtmlReportTest {
    private static final Pattern SVG = Pattern.compile("<svg.*?</svg>", Pattern.DOTALL);

    @Test
    void needsNothingButItself() {
        assertThat(page())
                .doesNotContain("http:", "https:", "<script", "<link", "url(")
                .contains("prefers-color-scheme: dark", "width=device-width");
    }

    @Test
    void showsWhatItIsGiven() {
        assertThat(page())
                .contains("fashion &lt;b&gt;&amp;", "93.10 % <small>92.00–94.00</small>")
                .contains("992,514", "0.150", "<li>a note</li>", "width:80.00%");
    }

    @Test
    void leavesOutWhatWasNotMeasured() {
        assertThat(HtmlReport.of(evaluation(null))).doesNotContain("mJ, estimated");
        assertThat(page()).contains("mJ, estimated").doesNotContain("coverage");
    }

    @Test
    void chartsAreWellFormed() throws Exception {
        Matcher matcher = SVG.matcher(page());
        int charts = 0;
        for (; matcher.find(); charts++) {
            DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new InputSource(new StringReader(matcher.group())));
        }
        assertThat(charts).isEqualTo(2);
    }

    private static String page() {
        return HtmlReport.of(evaluation(1.5e-4));
    }

    private static Evaluation evaluation(Double joules) {
        Interval interval = new Interval(.931, .92, .94);
        RuleResult policy =
                new RuleResult(
                        "policy",
                        "confidence [0.9]",
                        interval,
                        new Interval(-.002, -.004, 0),
                        new Interval(.01, .008, .012),
                        .185,
                        992_514,
                        14.2,
                        joules,
                        .013,
                        null,
                        null,
                        List.of(.8, .2),
                        0);
        return new Evaluation(
                "fashion <b>&@1.0.0",
                "the test images",
                1000,
                1000,
                1,
                2000,
                List.of(
                        new StageCost("stage1", "exit1", 390_432, .073, 8.4, .914, .02),
                        new StageCost("stage2", "exit2", 4_964_480, 1, 60, .935, .02)),
                List.of(policy),
                List.of(
                        new Curve(
                                "confidence",
                                List.of(
                                        new Point(.1, .91, .05, "a"),
                                        new Point(.5, .93, .01, "b")))),
                List.of(new ReliabilityBin(66, .6, .58), new ReliabilityBin(66, .99, .985)),
                List.of("a note"));
    }
}
