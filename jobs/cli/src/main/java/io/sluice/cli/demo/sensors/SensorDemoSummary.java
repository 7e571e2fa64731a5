package io.sluice.cli.demo.sensors;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.sluice.cli.Table;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;

/**
 * What the sensor demo found.
 *
 * @param devices simulated devices
 * @param ticks each of them lived
 * @param samples what became of what they saw
 * @param accuracy share of right answers, from 0 to 1
 * @param accuracyOfAll the same with every sensor on, on the same scenes
 * @param joules what the devices' sensors spent, by their own count
 * @param joulesOfAll what they had spent with every sensor on
 * @param accountedJoules what the answers' records say was spent, stems and branches included
 * @param commands obeyed by devices
 * @param degraded answers for which a powered sensor was missing
 * @param unanswered samples in which nothing was usable
 * @param configurations answers by configuration
 */
public record SensorDemoSummary(
        int devices,
        int ticks,
        @JsonUnwrapped SampleCounts samples,
        double accuracy,
        double accuracyOfAll,
        double joules,
        double joulesOfAll,
        double accountedJoules,
        long commands,
        int degraded,
        int unanswered,
        Map<String, Integer> configurations) {

    /** Whether every tick of every device has exactly one answer, or came too late for one. */
    public boolean sound() {
        return samples.sound();
    }

    public void print(PrintWriter out) {
        out.println();
        new Table("RESULT", "", "")
                .row("samples", samples.samples(), text("%d devices, %d ticks", devices, ticks))
                .row(
                        "answered exactly once",
                        samples.answers(),
                        text(
                                "%d twice, %d refused, %d missing",
                                samples.duplicates(), samples.refused(), samples.missing()))
                .row(
                        "accuracy",
                        percent(accuracy),
                        "all sensors on " + percent(accuracyOfAll) + ", same scenes")
                .row(
                        "energy of the sensors",
                        text("%.0f J", joules),
                        percent(joules / joulesOfAll)
                                + text(" of the %.0f J with all on", joulesOfAll))
                .row(
                        "accounted in the answers",
                        text("%.0f J", accountedJoules),
                        "by the policy's cost table, stems and branches included")
                .row("commands obeyed", commands, "")
                .row("degraded", degraded, "a powered sensor was missing, as while it wakes")
                .row("nothing usable", unanswered, "")
                .print(out);
        out.println();
        Table table = new Table("CONFIGURATION", "ANSWERS", "");
        configurations.forEach(
                (name, count) ->
                        table.row(
                                name.isEmpty() ? "(none)" : name,
                                count,
                                percent((double) count / samples.answers())));
        table.print(out);
        out.println();
        out.print(samples.refusal());
        out.println(samples.verdict("Every sample has exactly one answer."));
    }

    private static String percent(double share) {
        return text("%.1f %%", share * 100);
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
