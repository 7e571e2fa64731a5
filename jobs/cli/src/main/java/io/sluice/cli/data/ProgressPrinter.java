package io.sluice.cli.data;

import io.sluice.fitting.FitProgressListener;
import java.io.Console;
import java.io.PrintWriter;
import java.util.Locale;

/**
 * Shows how a fit gets on: on a terminal a bar with the time that is left, elsewhere a line for
 * every step and every ten seconds. Listeners are called by one thread at a time.
 */
public final class ProgressPrinter implements FitProgressListener {
    private static final int WIDTH = 30;
    private static final long BAR_NANOS = 100_000_000L;
    private static final long LINE_NANOS = 10_000_000_000L;

    /** A time left that is guessed from less than this jumps about. */
    private static final double LEAST_SECONDS = 1;

    private final PrintWriter out;
    private final boolean bar;
    private String step = "";
    private long started;
    private long doneAtStart;
    private long printed;

    public ProgressPrinter(PrintWriter out, boolean bar) {
        this.out = out;
        this.bar = bar;
    }

    /** Whether somebody sits before the output. */
    public static boolean isTerminal() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            // From JDK 22 on there is a console without a terminal, too.
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException e) {
            return true;
        }
    }

    @Override
    public synchronized void progress(String current, long done, long total) {
        long now = System.nanoTime();
        boolean begins = !current.equals(step);
        if (begins) {
            finish();
            step = current;
            started = now;
            doneAtStart = Math.min(done, total);
        }
        if (begins || now - printed >= (bar ? BAR_NANOS : LINE_NANOS)) {
            printed = now;
            print(now, Math.min(done, total), Math.max(1, total));
        }
    }

    /** Ends the line of the last bar. */
    public synchronized void finish() {
        if (!step.isEmpty() && bar) {
            out.printf(
                    Locale.ROOT,
                    "\r%-34s %.1f s%" + WIDTH + "s%n",
                    step,
                    (System.nanoTime() - started) * 1e-9,
                    "");
            out.flush();
        }
        step = "";
    }

    private void print(long now, long done, long total) {
        double seconds = (now - started) * 1e-9;
        double rate = (done - doneAtStart) / seconds;
        String left =
                seconds > LEAST_SECONDS && rate > 0
                        ? String.format(Locale.ROOT, "%.0f s left at most", (total - done) / rate)
                        : "";
        int percent = (int) (100.0 * done / total);
        if (bar) {
            int full = (int) ((long) WIDTH * done / total);
            String drawn = "#".repeat(full) + ".".repeat(WIDTH - full);
            out.printf(Locale.ROOT, "\r%-34s [%s] %3d %% %-20s", step, drawn, percent, left);
        } else {
            out.printf(Locale.ROOT, "%s: %d %% %s%n", step, percent, left);
        }
        out.flush();
    }
}
