package io.sluice.cli.demo.experts;

import io.sluice.cli.Table;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;

/**
 * What a run of the expert demo found.
 *
 * @param requests sent, not counting the warm-up
 * @param rate requests a second
 * @param answers distinct requests answered, as a read-committed consumer sees them
 * @param duplicates answers beyond the first of a request
 * @param accuracy share of right answers, from 0 to 1; a request that no expert answered is wrong
 * @param joules per request, as the answers' records account it
 * @param single the best single expert that makes the deadline
 * @param all every expert asked each time and fused by the gate
 * @param latencyMillis the deadline, from when a request was sent
 * @param onTime share of the answers that were written by the deadline and 20 ms
 * @param writtenP50 median time from sent to written, ms
 * @param writtenP99 99 % quantile of the same
 * @param visibleP50 median time from sent to visible for read-committed consumers, ms
 * @param visibleP99 99 % quantile of the same
 * @param overheadP50 median of what a request took from admission to decision less what the slowest
 *     agent had it, ms; of requests whose answer is made of all that was first asked
 * @param checkpointMillis the checkpoint interval
 * @param killed the device that was killed
 * @param slowed the device that was slowed
 * @param slowdown how many times slower it was
 * @param asked questions by expert
 * @param reasons answers by reason code
 */
public record ExpertDemoSummary(
        int requests,
        double rate,
        int answers,
        int duplicates,
        double accuracy,
        double joules,
        Yardstick single,
        Yardstick all,
        long latencyMillis,
        double onTime,
        long writtenP50,
        long writtenP99,
        long visibleP50,
        long visibleP99,
        double overheadP50,
        long checkpointMillis,
        String killed,
        String slowed,
        double slowdown,
        Map<String, Integer> asked,
        Map<String, Integer> reasons) {

    /**
     * What another way of asking had given on the same requests, had no device failed.
     *
     * @param name of the expert, or what is asked
     * @param accuracy share of right answers, from 0 to 1
     * @param joules per request, by the policy's profiles
     */
    public record Yardstick(String name, double accuracy, double joules) {}

    /** Whether every request has exactly one answer. */
    public boolean sound() {
        return answers == requests && duplicates == 0;
    }

    public void print(PrintWriter out) {
        out.println();
        new Table("RESULT", "", "")
                .row("requests", requests, text("%.0f a second", rate))
                .row(
                        "answered exactly once",
                        answers,
                        text("%d twice, %d missing", duplicates, requests - answers))
                .row(
                        "accuracy",
                        percent(accuracy),
                        text(
                                "best single expert (%s) %s, all experts %s, with no device lost",
                                single.name(), percent(single.accuracy()), percent(all.accuracy())))
                .row(
                        "energy per request",
                        text("%.4f J", joules),
                        text(
                                "%s of the %.4f J of asking all; best single expert %.4f J; estimated",
                                percent(joules / all.joules()), all.joules(), single.joules()))
                .row(
                        "written by the deadline",
                        percent(onTime),
                        text("%d ms after it was sent, and 20 ms of grace", latencyMillis))
                .row(
                        "sent to written",
                        text("p50 %d ms", writtenP50),
                        text("p99 %d ms", writtenP99))
                .row(
                        "sent to visible",
                        text("p50 %d ms", visibleP50),
                        text(
                                "p99 %d ms; read-committed, so up to a checkpoint interval (%d ms) more",
                                visibleP99, checkpointMillis))
                .row(
                        "scatter and gather",
                        text("p50 %.1f ms", overheadP50),
                        "from admission to decision, less the agents' own time")
                .row("killed", killed, "")
                .row("slowed", slowed, text("%.0f times", slowdown))
                .print(out);
        out.println();
        print("EXPERT", "ASKED", asked, out);
        out.println();
        print("REASON", "ANSWERS", reasons, out);
        out.println();
        out.println(
                sound()
                        ? "Every request has exactly one answer."
                        : "NOT every request has exactly one answer: see above.");
    }

    private void print(String what, String of, Map<String, Integer> counts, PrintWriter out) {
        Table table = new Table(what, of, "");
        counts.forEach((name, count) -> table.row(name, count, percent((double) count / answers)));
        table.print(out);
    }

    private static String percent(double share) {
        return text("%.1f %%", share * 100);
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
