package io.sluice.kernel.tornado;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.kernel.DeviceLostException;
import io.sluice.kernel.StageKernel;
import io.sluice.kernel.StageModel;
import io.sluice.kernel.compiler.ProgramCompiler;
import io.sluice.kernel.testkit.OnnxGraphs;
import io.sluice.kernel.testkit.StageRunner;
import io.sluice.kernel.tornado.graph.DeviceFailures;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Plans that cannot be made, or freed, after others were. Needs an OpenCL device. */
class PlanFailuresOpenClIT {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final TornadoSettings SETTINGS =
            new TornadoSettings(List.of(1, 8, 64), LIMIT, LIMIT, 1L << 30, true, true);

    private final StageModel model = OnnxGraphs.identity(4);
    private OpenDevice device;

    @BeforeEach
    void aDeviceWithMemoryOfItsOwn() {
        OpenDevice real = OpenClDevice.open();
        device =
                new OpenDevice(
                        real.name(),
                        real.device(),
                        real.limits(),
                        real.thread(),
                        new MemoryBudget(1L << 30));
    }

    @Test
    void aStageThatRanAndCannotBeBoundForMoreRowsIsLost() {
        WatchedSource source =
                source(
                        batch -> {
                            if (batch > 1) {
                                throw new IllegalStateException("the driver fell over");
                            }
                        });
        PlanCache.Lease lease = new PlanCache().lease(model, device, SETTINGS, source);
        lease.plans().prepare(1);
        try (TornadoStage stage = new TornadoStage(model, lease);
                StageKernel.Binding one = bind(stage, 1)) {
            one.run(1);

            assertThatThrownBy(() -> bind(stage, 8))
                    .isInstanceOf(DeviceLostException.class)
                    .hasMessageContaining("the driver fell over");
            assertThatThrownBy(() -> one.run(1)).isInstanceOf(DeviceLostException.class);
            assertThatThrownBy(() -> bind(stage, 1)).isInstanceOf(DeviceLostException.class);
        }
    }

    @Test
    void whenOnePlanCannotBeFreedTheOthersAre() {
        WatchedSource source = source(batch -> {});
        StagePlans plans = new StagePlans(model, device, SETTINGS, source);
        plans.prepare(64);
        assertThat(source.made).hasSize(3);
        DeviceJobs.run(device, () -> source.made.get(0).close());
        int used = UsedBuffers.on(device.device());

        plans.close();

        assertThat(UsedBuffers.on(device.device())).isLessThan(used);
        DeviceJobs.run(
                device,
                () ->
                        source.made.forEach(
                                plan ->
                                        assertThatThrownBy(plan::close)
                                                .hasMessageContaining("closed")));
        assertThat(device.memory().taken()).isZero();
        assertThat(source.closed).isTrue();
    }

    /** While a plan for 64 rows is made, a run finds that not even 8 fit. */
    @Test
    void theGreatestBatchNeverGrowsAgain() {
        AtomicReference<StagePlans> plans = new AtomicReference<>();
        RuntimeException full = DeviceFailures.outOfMemory(2, 1);
        WatchedSource source =
                source(
                        batch -> {
                            if (batch == 64) {
                                plans.get().shrink(plans.get().planFor(8), full);
                                throw full;
                            }
                        });
        plans.set(new StagePlans(model, device, SETTINGS, source));

        plans.get().prepare(64);
        assertThat(plans.get().planFor(64).batch()).isEqualTo(4);
        plans.get().prepareMore(64);

        assertThat(plans.get().planFor(64).batch()).isEqualTo(4);
        assertThat(source.made).hasSize(3);
        plans.get().close();
        assertThat(device.memory().taken()).isZero();
    }

    private WatchedSource source(IntConsumer beforeEach) {
        return new WatchedSource(batch -> ProgramCompiler.compile(model, batch), beforeEach);
    }

    private StageKernel.Binding bind(StageKernel stage, int rows) {
        ByteBuffer in = StageRunner.direct(model.inputs().get(0), rows);
        ByteBuffer out = StageRunner.direct(model.outputs().get(0), rows);
        return stage.bind(List.of(in), List.of(out), rows);
    }
}
