package io.sluice.cli.demo.chain;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.sluice.cli.Table;
import io.sluice.cli.demo.sensors.SampleCounts;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What the demo of all pipelines found.
 *
 * @param devices simulated devices
 * @param ticks each of them lived
 * @param samples what became of what they saw
 * @param phases one for each budget
 */
public record ChainDemoSummary(
        int devices, int ticks, @JsonUnwrapped SampleCounts samples, List<Phase> phases) {

    /**
     * Whether every tick of every device has exactly one answer of one pipeline, or came too late
     * for one.
     */
    public boolean sound() {
        return samples.sound();
    }

    public void print(PrintWriter out) {
        out.println();
        Table table =
                new Table(
                        "BUDGET",
                        "J/s",
                        "SPENT",
                        "OF IT",
                        "SETTLED",
                        "OF IT",
                        "ACCURACY",
                        "ANSWERED BY");
        for (Phase phase : phases) {
            table.row(
                    phase.name(),
                    text("%.2f", phase.budget()),
                    text("%.2f", phase.spent()),
                    percent(phase.spent() / phase.budget()),
                    text("%.2f", phase.settledSpent()),
                    percent(phase.settledSpent() / phase.budget()),
                    phase.samples() == 0 ? "-" : percent(phase.accuracy()),
                    shares(phase));
        }
        table.print(out);
        out.println();
        out.println(
                text(
                        "Spending is of all pipelines together, by their accounts; settled is from %.0f s after a"
                                + " change on.",
                        phases.get(0).settledFrom()));
        out.println(
                text(
                        "%d samples of %d devices: %d answered, %d twice, %d refused, %d missing.",
                        samples.samples(),
                        devices,
                        samples.answers(),
                        samples.duplicates(),
                        samples.refused(),
                        samples.missing()));
        out.print(samples.refusal());
        out.println(
                samples.verdict("Every sample has exactly one answer of one of the pipelines."));
    }

    private static String shares(Phase phase) {
        StringBuilder shares = new StringBuilder();
        for (Map.Entry<String, Integer> entry : phase.answeredBy().entrySet()) {
            shares.append(shares.length() == 0 ? "" : ", ")
                    .append(entry.getKey())
                    .append(' ')
                    .append(percent((double) entry.getValue() / phase.samples()));
        }
        return shares.toString();
    }

    private static String percent(double share) {
        return text("%.1f %%", share * 100);
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
