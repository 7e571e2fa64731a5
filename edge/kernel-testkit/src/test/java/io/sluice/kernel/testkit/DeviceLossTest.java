package io.sluice.kernel.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.kernel.KernelException;
import io.sluice.kernel.StageKernel;
import io.sluice.kernel.bundle.ActiveBundle;
import io.sluice.kernel.bundle.Bundle;
import io.sluice.kernel.bundle.BundleHost;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A device that is lost in mid-run: who computes meanwhile, and how it comes back. */
class DeviceLossTest {
    private static final String LOST = "fast/java";
    private static final String SUBSTITUTE = "steady/java";

    private final PlainScript fast = new PlainScript();
    private final PlainScript steady = new PlainScript();
    private final ManualTimer timer = new ManualTimer();
    private final BundleHost host =
            new BundleHost(
                    List.of(new PlainKernels("fast", fast), new PlainKernels("steady", steady)),
                    timer);
    private final Bundle bundle = TestBundles.ladder().open();
    private final ByteBuffer input = direct(TestBundles.CLASSES);
    private final ByteBuffer features = direct(4 * TestBundles.CLASSES);
    private final ByteBuffer logits = direct(4 * TestBundles.CLASSES);
    private ActiveBundle lease;
    private StageKernel.Binding slot;

    @BeforeEach
    void open() {
        lease = host.acquire(bundle, "fast", null);
        slot = bindFirstStage();
        input.put(0, TestBundles.row(4, 200));
    }

    @AfterEach
    void nothingStaysOpen() {
        slot.close();
        lease.close();
        timer.advance(Duration.ofHours(1));
        assertThat(fast.closed()).isEqualTo(fast.opened());
        assertThat(steady.closed()).isEqualTo(steady.opened());
        assertThat(timer.waiting()).isZero();
    }

    @Test
    void theBatchThatFoundOutIsFinishedByAnother() {
        fast.loseDeviceOnRun(3);

        assertThat(slot.run(1)).isEqualTo(LOST);
        assertThat(slot.run(1)).isEqualTo(LOST);
        logits.clear().put(new byte[logits.capacity()]);
        assertThat(slot.run(1)).isEqualTo(SUBSTITUTE);

        assertThat(logit(4)).isEqualTo(4f);
        assertThat(lease.health(0).isDown()).isTrue();
        assertThat(lease.stage(0).device()).isEqualTo(LOST);
    }

    @Test
    void theLostDeviceIsNotAskedAgainByLaterBatches() {
        lose();
        long asked = fast.runs();

        for (int i = 0; i < 5; i++) {
            assertThat(slot.run(1)).isEqualTo(SUBSTITUTE);
        }
        assertThat(fast.runs()).isEqualTo(asked);
        assertThat(steady.opened()).isEqualTo(1);
    }

    @Test
    void theSubstituteIsHeldToTheGoldenVectorsBeforeItRuns() {
        lose();

        assertThat(steady.batches()).hasSize(6 + 1 + 1).startsWith(1, 1).contains(6);
    }

    @Test
    void aCheckThatHoldsBringsItBack() {
        lose();
        fast.bringBack();

        timer.advance(Duration.ofSeconds(1));

        assertThat(lease.health(0).isDown()).isFalse();
        assertThat(lease.health(0).secondsDown()).isEqualTo(1);
        assertThat(slot.run(1)).isEqualTo(LOST);
        assertThat(logit(4)).isEqualTo(4f);
        assertThat(timer.waiting()).isZero();
    }

    @Test
    void checksThatFailComeAtGrowingPauses() {
        lose();

        int checks = 0;
        for (int pause : new int[] {1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300}) {
            timer.advance(Duration.ofSeconds(pause).minusNanos(1));
            assertThat(fast.refusedOpenings()).isEqualTo(checks);
            timer.advance(Duration.ofNanos(1));
            assertThat(fast.refusedOpenings()).isEqualTo(++checks);
        }
        assertThat(lease.health(0).secondsDown()).isEqualTo(1111);
    }

    @Test
    void aCheckThatFailsHalfwayDoesNotBringItBack() {
        lose();
        fast.bringBack();
        fast.failOnRun(3);

        timer.advance(Duration.ofSeconds(1));
        assertThat(lease.health(0).isDown()).isTrue();
        assertThat(slot.run(1)).isEqualTo(SUBSTITUTE);

        timer.advance(Duration.ofSeconds(2));
        assertThat(slot.run(1)).isEqualTo(LOST);
    }

    @Test
    void aCheckWhoseResultsAreOffDoesNotBringItBack() {
        lose();
        fast.bringBack();
        fast.skewResultsOf("stage1");

        timer.advance(Duration.ofSeconds(1));
        assertThat(lease.health(0).isDown()).isTrue();

        fast.skewResultsOf("");
        timer.advance(Duration.ofSeconds(2));
        assertThat(lease.health(0).isDown()).isFalse();
    }

    @Test
    void aSubstituteWhoseResultsAreOffDoesNotRun() {
        steady.skewResultsOf("stage1");
        fast.loseDeviceOnRun(1);

        assertThatThrownBy(() -> slot.run(1)).hasMessageContaining("stage1.onnx: exit1 at batch 1");
    }

    @Test
    void oneThatIsLostAgainAtOnceIsAskedLessAndLessOften() {
        for (int pause : new int[] {1, 2, 4, 8}) {
            lose();
            fast.bringBack();
            timer.advance(Duration.ofSeconds(pause).minusNanos(1));
            assertThat(slot.run(1)).isEqualTo(SUBSTITUTE);
            timer.advance(Duration.ofNanos(1));
            assertThat(slot.run(1)).isEqualTo(LOST);
        }
        assertThat(lease.health(0).secondsDown()).isEqualTo(15);
        assertThat(steady.opened()).isEqualTo(1);
    }

    @Test
    void oneThatStayedUpForLongIsAskedSoon() {
        for (int i = 0; i < 3; i++) {
            lose();
            fast.bringBack();
            timer.advance(Duration.ofSeconds(1));
            assertThat(slot.run(1)).isEqualTo(LOST);
            timer.advance(Duration.ofMinutes(5));
        }
    }

    @Test
    void everySlotFindsOutAndTheLostStageClosesWithTheLastOfThem() {
        try (StageKernel.Binding other = bindFirstStage()) {
            lose();
            timer.advance(Duration.ZERO);
            assertThat(fast.closed()).isZero();

            assertThat(other.run(1)).isEqualTo(SUBSTITUTE);
            timer.advance(Duration.ZERO);

            assertThat(fast.closed()).isEqualTo(1);
        }
    }

    @Test
    void aSlotThatSleptThroughItAllRunsOnTheNewStage() {
        try (StageKernel.Binding other = bindFirstStage()) {
            lose();
            fast.bringBack();
            timer.advance(Duration.ofSeconds(1));
            long asked = steady.runs();

            assertThat(other.run(1)).isEqualTo(LOST);

            assertThat(steady.runs()).isEqualTo(asked);
            assertThat(lease.health(0).isDown()).isFalse();
        }
    }

    @Test
    void aSlotThatBindsMeanwhileRunsOnTheSubstitute() {
        lose();
        try (StageKernel.Binding late = bindFirstStage()) {
            assertThat(late.run(1)).isEqualTo(SUBSTITUTE);
        }
    }

    @Test
    void aFailureOfAnotherKindStaysWhatItWas() {
        fast.failOnRun(1);

        assertThatThrownBy(() -> slot.run(1))
                .isExactlyInstanceOf(KernelException.class)
                .hasMessageContaining("the script fails run");
        assertThat(lease.health(0).isDown()).isFalse();
        assertThat(slot.run(1)).isEqualTo(LOST);
        assertThat(steady.opened()).isZero();
    }

    @Test
    void whenNobodyCanTakeOverTheBatchFailsWithBothReasons() {
        steady.refuseToOpen("stage1");
        fast.loseDeviceOnRun(1);

        assertThatThrownBy(() -> slot.run(1))
                .isInstanceOf(KernelException.class)
                .hasMessageContaining("the script loses the device")
                .hasMessageContaining("steady: ladder@1.0.0/stage1: the script refuses to open");
        steady.refuseToOpen("");
        assertThat(slot.run(1)).isEqualTo(SUBSTITUTE);
    }

    @Test
    void aLaterStagesCheckRunsThroughAnEarlierOneThatIsDown() {
        StageKernel second = lease.stage(1);
        ByteBuffer next = direct(4 * TestBundles.CLASSES);
        try (StageKernel.Binding deeper =
                second.bind(List.of(features), List.of(next, logits), 1)) {
            lose();
            assertThat(deeper.run(1)).isEqualTo(SUBSTITUTE);
            assertThat(lease.health(1).isDown()).isTrue();
            fast.bringBack();

            timer.advance(Duration.ofSeconds(1));

            assertThat(lease.health(0).isDown()).isFalse();
            assertThat(lease.health(1).isDown()).isFalse();
            assertThat(deeper.run(1)).isEqualTo(LOST);
        }
    }

    @Test
    void closingWhileItIsDownTakesTheCheckBack() {
        lose();
        slot.close();
        lease.close();
        timer.advance(Duration.ZERO);

        assertThat(timer.waiting()).isZero();
        assertThat(fast.refusedOpenings()).isZero();
    }

    @Test
    void closingInTheMiddleOfACheckClosesNothingUnderIt() {
        lose();
        fast.bringBack();
        int[] closedMeanwhile = {-1};
        fast.callOnRun(
                4,
                () -> {
                    slot.close();
                    lease.close();
                    closedMeanwhile[0] = steady.closed() + fast.closed();
                });

        timer.advance(Duration.ofSeconds(1));

        // The stage that was lost is closed before the check, and the others are not in it.
        assertThat(closedMeanwhile[0]).isEqualTo(1);
        assertThat(host.leases()).isZero();
    }

    @Test
    void aClosedStageRefuses() {
        lose();
        StageKernel stage = lease.stage(0);
        StageKernel.Binding late = bindFirstStage();
        slot.close();
        lease.close();

        assertThatThrownBy(() -> late.run(1)).hasMessageContaining("closed");
        late.close();
        assertThat(stage.model().name()).isEqualTo("ladder@1.0.0/stage1");
    }

    private StageKernel.Binding bindFirstStage() {
        return lease.stage(0).bind(List.of(input), List.of(features, logits), 1);
    }

    private void lose() {
        fast.loseDeviceOnRun(1);
        assertThat(slot.run(1)).isEqualTo(SUBSTITUTE);
    }

    private float logit(int label) {
        return logits.getFloat(4 * label);
    }

    private static ByteBuffer direct(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }
}
