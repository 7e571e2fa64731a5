package io.sluice.kernel.tornado;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.kernel.StageKernel;
import io.sluice.kernel.StageModel;
import io.sluice.kernel.TensorSpec;
import io.sluice.kernel.compiler.ElementType;
import io.sluice.kernel.compiler.MemoryPlan;
import io.sluice.kernel.compiler.Operand;
import io.sluice.kernel.compiler.Operand.Role;
import io.sluice.kernel.compiler.Pointwise;
import io.sluice.kernel.compiler.Pointwise.Kind;
import io.sluice.kernel.compiler.Program;
import io.sluice.kernel.compiler.ProgramCompiler;
import io.sluice.kernel.compiler.Step;
import io.sluice.kernel.testkit.GraphBuilder;
import io.sluice.kernel.testkit.OnnxGraphs;
import io.sluice.kernel.testkit.StageRunner;
import io.sluice.kernel.tornado.graph.CompiledPlan;
import io.sluice.kernel.tornado.graph.DeviceClass;
import io.sluice.kernel.tornado.graph.DeviceFailures;
import io.sluice.kernel.tornado.graph.TransferredBytes;
import io.sluice.schemas.DType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Programs of more steps than a task graph takes. Needs an OpenCL device. */
class LongProgramOpenClIT {
    private static final long SEED = 23;
    private static final int WIDTH = 24;

    /** A call's arguments and the headers of arrays, at most. */
    private static final int FRAME_BYTES = 256;

    @BeforeAll
    static void needsADevice() {
        OpenClDevice.provider();
    }

    @Test
    void fiftyStepsRunThroughTwoSlotsOfMemory() {
        List<Object> result =
                ProgramRunner.run(chain(50), List.of(new float[] {1, 2}), DeviceClass.CPU);

        assertThat((float[]) result.get(0)).containsExactly(51, 52);
    }

    @Test
    void whatIsTooLongForOneGraphRunsInSeveral() {
        List<Object> result =
                ProgramRunner.run(chain(250), List.of(new float[] {1, 2}), DeviceClass.CPU);

        assertThat((float[]) result.get(0)).containsExactly(251, 252);
    }

    /** 200 products; the input is read all along, one output is written early and read again. */
    @Test
    void twoHundredProductsAgree() {
        OnDevice.requireAgreement(products(200), 1, SEED);
    }

    @Test
    void weightsMoveOnceNothingMovesBetweenGraphsAndAllIsFreed() {
        Program program = ProgramCompiler.compile(products(30), 16);
        OpenDevice device = OpenClDevice.open();
        long[] bytes = new long[2];
        int before = UsedBuffers.on(device.device());

        DeviceJobs.run(
                device,
                () -> {
                    try (CompiledPlan plan =
                            CompiledPlan.of(program, device.device(), device.limits())) {
                        assertThat(plan.graphs()).isEqualTo((program.steps().size() + 15) / 16);
                        bytes[0] = TransferredBytes.inOneRun(plan);
                        bytes[1] = TransferredBytes.inOneRun(plan);
                        assertThat(UsedBuffers.on(device.device())).isGreaterThan(before + 30);
                    }
                });

        long inAndOut =
                Stream.concat(program.inputs().stream(), program.outputs().stream())
                        .mapToLong(Operand::elements)
                        .sum();
        long frames = program.steps().size() * FRAME_BYTES;
        assertThat(bytes[0]).isBetween(4 * inAndOut, 4 * inAndOut + frames);
        assertThat(bytes[1]).isEqualTo(bytes[0]);
        assertThat(DeviceFailures.bytes(program)).isGreaterThan(30 * 4 * WIDTH * WIDTH);
        assertThat(UsedBuffers.on(device.device())).isEqualTo(before);
    }

    /** The queue is fair: what is asked while a graph is compiled comes before the next graph. */
    @Test
    void aRunGetsInBetweenTheGraphsOfAStageThatOpens() throws Exception {
        OpenDevice device = OpenClDevice.open();
        StageModel running = OnnxGraphs.identity(3);
        CountDownLatch assembling = new CountDownLatch(1);
        WatchedSource source =
                new WatchedSource(batch -> chain(48), batch -> assembling.countDown());
        TornadoSettings settings = TornadoSettings.configured();
        StagePlans opening = new StagePlans(running, device, settings, source);
        ExecutorService opener = Executors.newSingleThreadExecutor();
        try (StageKernel stage = OpenClDevice.provider().open(running, OpenClDevice.name());
                StageRunner runner = new StageRunner(stage, 1)) {
            Future<?> opened = opener.submit(() -> opening.prepare(1));
            assembling.await();

            runner.run(List.of(new float[3]));

            assertThat(opened.isDone()).isFalse();
            opened.get(5, TimeUnit.MINUTES);
            assertThat(source.made.get(0).graphs()).isEqualTo(3);
        } finally {
            opener.shutdown();
            opening.close();
        }
    }

    private static StageModel products(int count) {
        Random random = new Random(SEED);
        TensorSpec x = new TensorSpec("x", DType.FLOAT32, new int[] {WIDTH});
        TensorSpec early = new TensorSpec("early", DType.FLOAT32, new int[] {WIDTH});
        TensorSpec y = new TensorSpec("y", DType.FLOAT32, new int[] {WIDTH});
        GraphBuilder graph = new GraphBuilder("products").input(x);
        String last = "x";
        for (int i = 1; i <= count; i++) {
            graph.gemm(random, last, "sum" + i, WIDTH, WIDTH);
            last = i == 10 ? "early" : "wave" + i;
            graph.node("Tanh", List.of("sum" + i), last);
            if (i % 20 == 0) {
                graph.node("Add", List.of(last, "x"), "more" + i)
                        .node("Add", List.of("more" + i, "early"), "all" + i);
                last = "all" + i;
            }
        }
        graph.node("Identity", List.of(last), "y").output(early).output(y);
        return new StageModel(
                "products", graph.build().toByteArray(), List.of(x), List.of(early, y));
    }

    /** Adds 1 a number of times. */
    private static Program chain(int steps) {
        List<Step> chain = new ArrayList<>();
        Map<Operand, Integer> slots = new HashMap<>();
        Operand first = operand(0, Role.INPUT);
        Operand last = first;
        for (int i = 1; i <= steps; i++) {
            Operand next = operand(i, i == steps ? Role.OUTPUT : Role.TEMPORARY);
            if (i < steps) {
                slots.put(next, i % 2);
            }
            chain.add(new Step.Elementwise(last, next, new Pointwise(Kind.AFFINE, 1, 1)));
            last = next;
        }
        MemoryPlan.Slot slot = new MemoryPlan.Slot(ElementType.FLOAT32, 2);
        MemoryPlan memory = new MemoryPlan(List.of(slot, slot), slots);
        return new Program("chain", 1, List.of(first), List.of(last), List.of(), chain, memory);
    }

    private static Operand operand(int id, Role role) {
        return new Operand(id, "x" + id, ElementType.FLOAT32, new int[] {2}, role);
    }
}
