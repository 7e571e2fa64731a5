package io.sluice.kernel.tornado;

import io.sluice.kernel.StageKernel;
import io.sluice.kernel.StageModel;
import io.sluice.kernel.compiler.Program;
import io.sluice.kernel.compiler.ProgramCompiler;
import io.sluice.kernel.onnxruntime.OnnxRuntimeProvider;
import io.sluice.kernel.testkit.Agreement;
import io.sluice.kernel.tornado.graph.CompiledPlan;
import io.sluice.kernel.tornado.graph.RunTimes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/** Runs one stage on ONNX Runtime and on TornadoVM in turn. */
final class StageContest implements AutoCloseable {
    private static final long SEED = 17;
    private static final int MOST_ROUNDS = 300;
    private static final int LEAST_ROUNDS = 3;

    /** From so many on the least of a time is known well enough to subtract from another. */
    private static final int ENOUGH_ROUNDS = 20;

    private final String name;
    private final StageModel model;
    private final OpenDevice device;
    private final StageKernel expected;
    private final StageKernel actual;
    private final StageKernel.Binding oracle;
    private final StageKernel.Binding contender;

    /**
     * @throws AssertionError when the two do not agree
     */
    StageContest(String name, StageModel model, OpenDevice device, int maxBatch) {
        this.name = name;
        this.model = model;
        this.device = device;
        List<ByteBuffer> inputs = Agreement.inputs(model, maxBatch, SEED);
        List<ByteBuffer> wanted = Agreement.buffers(model.outputs(), maxBatch);
        List<ByteBuffer> found = Agreement.buffers(model.outputs(), maxBatch);
        expected = new OnnxRuntimeProvider().open(model, OnnxRuntimeProvider.CPU);
        actual = OpenClDevice.provider().open(model, device.name());
        oracle = expected.bind(inputs, wanted, maxBatch);
        contender = actual.bind(inputs, found, maxBatch);
        OnDevice.requireAgreement(actual, maxBatch, SEED);
    }

    /**
     * @param seconds to spend at least, beside the fewest rounds
     * @param gigaflops the device's peak in float32, or 0 when it is not known
     * @param gigabytes the same for its memory
     */
    BenchmarkRow measure(int batch, double seconds, double gigaflops, double gigabytes) {
        Program program = ProgramCompiler.compile(model, batch);
        CompiledPlan plan = onDevice(() -> plan(program));
        try {
            round(batch, plan);
            List<Round> rounds = new ArrayList<>();
            long end = System.nanoTime() + (long) (seconds * 1e9);
            while (rounds.size() < LEAST_ROUNDS
                    || System.nanoTime() < end && rounds.size() < MOST_ROUNDS) {
                rounds.add(round(batch, plan));
            }
            return row(program, rounds, gigaflops, gigabytes);
        } finally {
            onDevice(
                    () -> {
                        plan.close();
                        return null;
                    });
        }
    }

    private BenchmarkRow row(
            Program program, List<Round> rounds, double gigaflops, double gigabytes) {
        double compute = microseconds(rounds, round -> round.profiled.compute());
        double least =
                gigaflops > 0 && gigabytes > 0
                        ? 1e6 * Work.leastSeconds(program, gigaflops, gigabytes)
                        : Double.NaN;
        return new BenchmarkRow(
                name,
                program.batch(),
                microseconds(rounds, Round::onnxRuntime),
                microseconds(rounds, Round::tornado),
                median(rounds, round -> (double) round.tornado / round.onnxRuntime),
                dispatch(rounds),
                microseconds(rounds, round -> round.profiled.copy()),
                compute,
                Work.of(program),
                least / compute,
                rounds.size());
    }

    /** Nanoseconds of one run each. */
    private record Round(long onnxRuntime, long tornado, RunTimes profiled) {}

    private Round round(int batch, CompiledPlan plan) {
        return new Round(
                nanoseconds(() -> oracle.run(batch)),
                nanoseconds(() -> contender.run(batch)),
                onDevice(() -> RunTimes.of(plan)));
    }

    /** Without CUDA graphs, of which the profiler sees nothing. */
    private CompiledPlan plan(Program program) {
        return CompiledPlan.of(program, device.device(), device.stepByStep().limits());
    }

    private static long nanoseconds(Runnable run) {
        long start = System.nanoTime();
        run.run();
        return System.nanoTime() - start;
    }

    private static double microseconds(List<Round> rounds, ToLongFunction<Round> nanoseconds) {
        return median(rounds, round -> nanoseconds.applyAsLong(round) / 1e3);
    }

    /** From the least of each, which other work on the machine disturbs least. */
    private static double dispatch(List<Round> rounds) {
        double compute = least(rounds, round -> round.profiled.compute());
        double scatter = microseconds(rounds, round -> round.profiled.compute()) - compute;
        double copy = least(rounds, round -> round.profiled.copy());
        double dispatch = least(rounds, Round::tornado) - compute - copy;
        return rounds.size() >= ENOUGH_ROUNDS && dispatch > scatter ? dispatch : Double.NaN;
    }

    private static double least(List<Round> rounds, ToLongFunction<Round> nanoseconds) {
        return rounds.stream().mapToLong(nanoseconds).min().orElseThrow() / 1e3;
    }

    private static double median(List<Round> rounds, ToDoubleFunction<Round> value) {
        double[] sorted = rounds.stream().mapToDouble(value).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    private <T> T onDevice(Supplier<T> work) {
        return onDevice(device, work);
    }

    static <T> T onDevice(OpenDevice device, Supplier<T> work) {
        List<T> result = new ArrayList<>();
        DeviceJobs.run(device, () -> result.add(work.get()));
        return result.get(0);
    }

    @Override
    public void close() {
        oracle.close();
        contender.close();
        expected.close();
        actual.close();
    }
}
