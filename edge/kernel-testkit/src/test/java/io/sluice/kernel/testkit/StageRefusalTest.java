package io.sluice.kernel.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.kernel.Availability;
import io.sluice.kernel.KernelException;
import io.sluice.kernel.KernelProvider;
import io.sluice.kernel.StageKernel;
import io.sluice.kernel.StageModel;
import io.sluice.kernel.bundle.ActiveBundle;
import io.sluice.kernel.bundle.Bundle;
import io.sluice.kernel.bundle.BundleHost;
import io.sluice.kernel.bundle.StagePlacement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A stage with an operator that the chosen provider lacks runs on the next one that can. */
class StageRefusalTest {
    private final PlainScript fast = new PlainScript();
    private final PlainScript steady = new PlainScript();
    private final KernelProvider fastOne = new PlainKernels("fast", fast);
    private final KernelProvider steadyOne = new PlainKernels("steady", steady);
    private final Bundle bundle = TestBundles.ladder().open();

    @ParameterizedTest
    @ValueSource(strings = {"fast", "auto"})
    void theStageRunsElsewhereAndSaysWhy(String asked) {
        fast.lackOperatorsOf("stage2");

        try (ActiveBundle lease = host(fastOne, steadyOne).acquire(bundle, asked, null)) {
            assertThat(lease.providerName()).isEqualTo("fast");
            assertThat(lease.stage(0).device()).isEqualTo("fast/java");
            assertThat(lease.stage(1).device()).isEqualTo("steady/java");
            assertThat(lease.stage(2).device()).isEqualTo("fast/java");
            assertThat(lease.placement(1))
                    .isEqualTo(
                            new StagePlacement(
                                    "stage2",
                                    "fast/java",
                                    "steady/java",
                                    "ladder@1.0.0/stage2: the script has no operator for it"));
            assertThat(lease.placement(1).isElsewhere()).isTrue();
            assertThat(lease.placement(0))
                    .isEqualTo(new StagePlacement("stage1", "fast/java", "fast/java", ""));
        }
        assertThat(fast.closed()).isEqualTo(fast.opened()).isEqualTo(2);
        assertThat(steady.closed()).isEqualTo(steady.opened()).isEqualTo(1);
    }

    @Test
    void theGoldenCheckRunsTheMixedLadder() {
        fast.lackOperatorsOf("stage2");

        host(fastOne, steadyOne).acquire(bundle, "fast", null).close();

        assertThat(steady.batches()).hasSize(6 + 1).contains(1, 6);
        assertThat(fast.batches()).hasSize(2 * (6 + 1));
    }

    @Test
    void aStageThatNobodyCanRunNamesEachReason() {
        fast.lackOperatorsOf("stage2");
        steady.lackOperatorsOf("stage2");
        BundleHost host = host(fastOne, new Absent(), steadyOne);

        assertThatThrownBy(() -> host.acquire(bundle, "fast", null))
                .isInstanceOf(KernelException.class)
                .hasMessageContaining("ladder@1.0.0/stage2: no provider can run it")
                .hasMessageContaining("the script has no operator for it; absent: no such board")
                .hasMessageContaining("steady: ladder@1.0.0/stage2: the script has no operator");
        assertThat(fast.closed()).isEqualTo(fast.opened()).isEqualTo(1);
        assertThat(host.leases()).isZero();
    }

    @Test
    void anyOtherFailureOfANamedProviderStaysAnError() {
        fast.refuseToOpen("stage2");

        assertThatThrownBy(() -> host(fastOne, steadyOne).acquire(bundle, "fast", null))
                .isInstanceOf(KernelException.class)
                .hasMessageContaining("the script refuses to open it");
        assertThat(steady.opened()).isZero();
    }

    @Test
    void aNamedProviderThatIsNotAvailableIsNotReplaced() {
        assertThatThrownBy(() -> host(new Absent(), steadyOne).acquire(bundle, "absent", null))
                .isInstanceOf(KernelException.class)
                .hasMessageContaining("absent (no such board; plug one in)");
        assertThat(steady.opened()).isZero();
    }

    @Test
    void nobodyIsProbedWithoutNeed() {
        Absent other = new Absent();

        host(fastOne, other).acquire(bundle, "fast", null).close();
        assertThat(other.probes).isZero();

        fast.lackOperatorsOf("stage2");
        assertThatThrownBy(() -> host(fastOne, other).acquire(bundle, "fast", null))
                .hasMessageContaining("absent: no such board");
        assertThat(other.probes).isPositive();
    }

    @Test
    void aDeviceThatIsLostWhileTheBundleIsOpenedIsNotCoveredUp() {
        fast.loseDeviceOnRun(5);

        assertThatThrownBy(() -> host(fastOne, steadyOne).acquire(bundle, "fast", null))
                .hasMessageContaining("the script loses the device");
        assertThat(steady.opened()).isZero();
        assertThat(fast.closed()).isEqualTo(3);
    }

    private static BundleHost host(KernelProvider... providers) {
        return new BundleHost(List.of(providers), new ManualTimer());
    }

    /** Is on the class path, and says that it cannot run here. */
    private static final class Absent implements KernelProvider {
        private int probes;

        @Override
        public String name() {
            return "absent";
        }

        @Override
        public int preference() {
            return 0;
        }

        @Override
        public Availability availability() {
            probes++;
            return Availability.no("no such board", "plug one in");
        }

        @Override
        public List<String> devices() {
            return List.of();
        }

        @Override
        public StageKernel open(StageModel model, String device) {
            throw new AssertionError("it was not to be asked");
        }
    }
}
