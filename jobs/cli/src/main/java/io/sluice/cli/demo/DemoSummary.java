package io.sluice.cli.demo;

import io.sluice.cli.Table;
import io.sluice.gates.Guarantee;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/**
 * What the demo found.
 *
 * @param produced good events sent
 * @param planted broken records sent
 * @param predictions distinct events answered, as a read-committed consumer sees them
 * @param duplicates answers beyond the first of an event
 * @param accuracy share of right answers, in [0, 1]
 * @param fullAccuracy the same for the full model on the same events
 * @param agreement share of events on which both say the same class
 * @param guarantee what the bundle's policy promises about that, or null
 * @param eventsPerSecond answered per second of the run
 * @param exitShares share of events that left at each exit
 * @param multiplyAdds multiply-adds spent per event, mean
 * @param fullMultiplyAdds multiply-adds of the full model per event
 * @param writtenMillisP50 from produced to written, median
 * @param visibleMillisP50 from produced to visible for read-committed consumers, median
 * @param checkpointMillis the checkpoint interval, which the second contains
 * @param deadLetters where each broken record went
 */
record DemoSummary(
        long produced,
        long planted,
        long predictions,
        long duplicates,
        double accuracy,
        double fullAccuracy,
        double agreement,
        Guarantee guarantee,
        double eventsPerSecond,
        List<Double> exitShares,
        double multiplyAdds,
        double fullMultiplyAdds,
        long writtenMillisP50,
        long writtenMillisP99,
        long visibleMillisP50,
        long visibleMillisP99,
        long checkpointMillis,
        List<DeadLetterReader.Letter> deadLetters) {

    /** Whether every event has exactly one outcome. */
    boolean sound() {
        return predictions == produced && duplicates == 0 && deadLetters.size() == planted;
    }

    void print(PrintWriter out) {
        out.println();
        new Table("RESULT", "", "")
                .row("events produced", produced, "and " + planted + " broken records among them")
                .row(
                        "answered exactly once",
                        predictions,
                        duplicates + " twice, " + (produced - predictions) + " missing")
                .row(
                        "events per second",
                        text("%.0f", eventsPerSecond),
                        "as paced; the benchmarks show the limit")
                .row("accuracy", percent(accuracy), "full model " + percent(fullAccuracy))
                .row("other than full model", percent(1 - agreement), bound())
                .row("left at exit 1 / 2 / 3", shares(), "")
                .row(
                        "multiply-adds per event",
                        text("%,.0f", multiplyAdds),
                        percent(multiplyAdds / fullMultiplyAdds) + " of the full model's")
                .row(
                        "produced to written",
                        text("p50 %d ms", writtenMillisP50),
                        text("p99 %d ms", writtenMillisP99))
                .row(
                        "produced to visible",
                        text("p50 %d ms", visibleMillisP50),
                        text(
                                "p99 %d ms; read-committed, so up to a checkpoint interval (%d ms) more",
                                visibleMillisP99, checkpointMillis))
                .row("dead letters", deadLetters.size(), "")
                .print(out);
        out.println();
        Table letters = new Table("DEAD LETTER FROM", "REASON", "MESSAGE");
        for (DeadLetterReader.Letter letter : deadLetters) {
            letters.row(letter.place(), letter.reason(), letter.message());
        }
        letters.print(out);
        out.println();
        out.println(
                sound()
                        ? "Every event has exactly one outcome."
                        : "NOT every event has exactly one outcome: see above.");
    }

    /** The promise beside what was seen. */
    private String bound() {
        if (guarantee == null) {
            return "no bound was fitted";
        }
        String sure =
                guarantee.confidence() == 0
                        ? " in the mean"
                        : text(" with %.0f %% confidence", 100 * guarantee.confidence());
        return text(
                "bound %s%s, from %,d calibration images of which %s were",
                percent(guarantee.maxDisagreement()),
                sure,
                guarantee.samples(),
                percent(guarantee.measured()));
    }

    private String shares() {
        return String.join(" / ", exitShares.stream().map(DemoSummary::percent).toList());
    }

    private static String percent(double share) {
        return text("%.1f %%", share * 100);
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
