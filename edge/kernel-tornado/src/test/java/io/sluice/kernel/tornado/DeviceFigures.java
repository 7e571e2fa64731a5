package io.sluice.kernel.tornado;

import io.sluice.kernel.StageModel;
import io.sluice.kernel.compiler.Operand;
import io.sluice.kernel.compiler.Program;
import io.sluice.kernel.compiler.ProgramCompiler;
import io.sluice.kernel.tornado.graph.CompiledPlan;
import io.sluice.kernel.tornado.graph.TransferredBytes;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** What a device was promised to do, beside what it was found to. */
final class DeviceFigures {
    private final StringBuilder lines =
            new StringBuilder("| | promised on a GPU | found |\n|---|---|---|\n");

    void agreement(TestExecutionSummary summary) {
        add(
                "operators and bundles within 1e-4 · max\\|b\\|",
                "all",
                "%d tests, %d failed, %d skipped",
                summary.getTestsFoundCount(),
                summary.getTotalFailureCount(),
                summary.getTestsSkippedCount() + summary.getTestsAbortedCount());
    }

    /**
     * @param wholeRun microseconds of a run of four floats, from buffer to buffer
     */
    void dispatch(List<BenchmarkRow> rows, double wholeRun) {
        double[] sorted =
                rows.stream()
                        .mapToDouble(BenchmarkRow::dispatch)
                        .filter(dispatch -> !Double.isNaN(dispatch))
                        .sorted()
                        .toArray();
        String what = "host dispatch of a batch, median and greatest of the rows that tell";
        if (sorted.length == 0) {
            add(what, "≤ 30 µs", "too much scatter");
        } else {
            double greatest = sorted[sorted.length - 1];
            add(what, "≤ 30 µs", "%.0f and %.0f µs", sorted[sorted.length / 2], greatest);
        }
        add("a whole run of 4 floats", "", "%.0f µs", wholeRun);
    }

    /** The rate of a stage by that of the library alone, where the device has one. */
    void shares(String name, StageModel model, int batch, OpenDevice device) {
        String what = name + ", batch " + batch + ", of the library's rate: ";
        if (device.limits().offers().libraries().isEmpty()) {
            add(what + "calls, own kernels", "≥ 70 %, ≥ 30 %", "no library calls on this device");
            return;
        }
        LibraryShare share = LibraryShare.of(model, batch, device);
        add(what + "calls", "≥ 70 %", "%.0f %%", 100 * share.throughLibraries());
        add(what + "own kernels", "≥ 30 %", "%.0f %%", 100 * share.ownKernels());
    }

    /** What a run moves beside inputs and outputs, which is what weights would add to. */
    void transfers(StageModel model, OpenDevice device) {
        Program program = ProgramCompiler.compile(model, 8);
        long moved =
                StageContest.onDevice(
                        device,
                        () -> {
                            try (CompiledPlan plan =
                                    CompiledPlan.of(program, device.device(), device.limits())) {
                                return TransferredBytes.inOneRun(plan);
                            }
                        });
        long inAndOut =
                Stream.concat(program.inputs().stream(), program.outputs().stream())
                        .mapToLong(Operand::elements)
                        .sum();
        long weights = program.constants().stream().mapToLong(c -> c.operand().elements()).sum();
        add(
                "bytes moved after the first run beside inputs and outputs",
                "no weights",
                "%d (weights: %d)",
                moved - Float.BYTES * inAndOut,
                Float.BYTES * weights);
    }

    String markdown() {
        return lines.toString();
    }

    private void add(String what, String promised, String found, Object... values) {
        String text = String.format(Locale.ROOT, found, values);
        lines.append("| ").append(what).append(" | ").append(promised);
        lines.append(" | ").append(text).append(" |\n");
    }
}
