package io.sluice.fitting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sluice.fitting.data.DataException;
import io.sluice.fitting.data.StoredRows;
import io.sluice.gates.Guarantee.Method;
import io.sluice.gates.RemainingMass;
import io.sluice.kernel.KernelProvider;
import io.sluice.kernel.bundle.Bundle;
import io.sluice.kernel.bundle.BundleHost;
import io.sluice.kernel.onnx.HeadInput;
import io.sluice.kernel.onnxruntime.OnnxRuntimeProvider;
import io.sluice.kernel.testkit.PlainKernels;
import io.sluice.kernel.testkit.PlainScript;
import io.sluice.schemas.Tensor;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ExitFittingTest {
    private static final FitGoal BOUND = new FitGoal.Bound(.2, Method.FIXED_SEQUENCE, .9, true);

    static Stream<KernelProvider> providers() {
        return Stream.of(new PlainKernels(new PlainScript()), new OnnxRuntimeProvider());
    }

    @ParameterizedTest
    @MethodSource("providers")
    void aNetworkAndRowsBecomeABundleThatOpens(KernelProvider provider) {
        try (StoredRows rows = FittingData.rows(600, 3)) {
            ExitFitting.Fitted fitted =
                    ExitFitting.fit(
                            FittingData.request(rows, BOUND, 1),
                            provider,
                            FitProgressListener.SILENT);

            Bundle bundle = fitted.files().open();
            new BundleHost(List.of(provider)).acquire(bundle, provider.name(), null).close();
            assertThat(bundle.firstPolicy().exitRule()).isInstanceOf(RemainingMass.class);
            assertThat(bundle.firstPolicy().guarantee().orElseThrow().maxDisagreement())
                    .isEqualTo(.2);
            assertThat(bundle.firstPolicy().predictionSets()).isPresent();
            assertThat(bundle.golden().rows()).isEqualTo(8);
            assertThat(FitReport.read(bundle.read(FitReport.FILE)).json())
                    .isEqualTo(fitted.report().json());
        }
    }

    @Test
    void theReportSaysWhatTheRuleIsWorth() {
        try (StoredRows rows = FittingData.rows(600, 3)) {
            FitReport report = fit(FittingData.request(rows, BOUND, 1)).report();

            assertThat(report.rows()).isEqualTo(new FitReport.Rows(300, 120, 90, 90));
            assertThat(report.exits()).hasSize(3);
            // The stages of 6 to 16, 16 to 16 and 16 to 16 values, and heads of 16 to 3.
            assertThat(report.exits().get(0).multiplyAdds()).isEqualTo(6 * 16 + 16 * 3);
            assertThat(report.exits().get(2).upToHere()).isEqualTo(6 * 16 + 2 * 256 + 3 * 48);
            assertThat(report.exits().get(2).cost()).isEqualTo(1);
            assertThat(report.guarantee().measured()).isLessThan(.2);
            assertThat(report.guarantee().upperBound())
                    .isBetween(report.guarantee().measured(), .2);
            assertThat(report.test().meanCost()).isLessThan(.9);
            assertThat(report.test().accuracy())
                    .isGreaterThan(report.exits().get(2).accuracy() - .2);
            double spent = report.test().meanMultiplyAdds();
            assertThat(report.test().multiplyAddsShare()).isCloseTo(spent / 752, within(1e-9));
        }
    }

    @Test
    void theSameRequestGivesTheSameBytesWhateverTheThreads() {
        try (StoredRows rows = FittingData.rows(600, 3)) {
            var one = fit(FittingData.request(rows, BOUND, 1)).files().files();
            var two = fit(FittingData.request(rows, BOUND, 3)).files().files();

            assertThat(two.keySet()).isEqualTo(one.keySet());
            one.forEach((path, bytes) -> assertThat(two.get(path)).as(path).isEqualTo(bytes));
        }
    }

    @Test
    void aMeanCostIsKeptOnTheCalibrationRows() {
        try (StoredRows rows = FittingData.rows(600, 3)) {
            FitReport report = fit(FittingData.request(rows, new FitGoal.MeanCost(.5), 1)).report();

            assertThat(report.calibration().meanCost()).isBetween(.45, .5);
            assertThat(report.guarantee()).isNull();
        }
    }

    @Test
    void tooFewCalibrationRowsAreSaidWithTheNumberThatIsNeeded() {
        FitGoal strict = new FitGoal.Bound(.01, Method.FIXED_SEQUENCE, .95, true);
        try (StoredRows rows = FittingData.rows(600, 3)) {
            assertThatThrownBy(() -> fit(FittingData.request(rows, strict, 1)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("at least 299 calibration rows; the split gives 90");
        }
    }

    @Test
    void aFeatureThatIsNoNumberIsFoundByRowAndExit() {
        try (StoredRows rows = FittingData.rows(600, 3)) {
            float[] broken = {Float.NaN, 0, 0, 0, 0, 0};
            rows.add(List.of(Tensor.ofFloats(new int[] {6}, broken).array()), 0);

            assertThatThrownBy(() -> fit(FittingData.request(rows, BOUND, 1)))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("row 600: the features of exit1 hold NaN");
        }
    }

    @Test
    void aFittedBundleCanBeFittedAgainOnTheSameHeads() {
        try (StoredRows rows = FittingData.rows(600, 3)) {
            FitRequest first = FittingData.request(rows, BOUND, 1);
            Bundle bundle = fit(first).files().open();
            Backbone kept = Backbone.of(bundle, true, HeadInput.AUTO);

            FitReport report =
                    fit(new FitRequest(
                                    "net",
                                    "1.2.0",
                                    first.source(),
                                    first.classes(),
                                    kept,
                                    rows,
                                    first.splits(),
                                    first.settings(),
                                    BOUND,
                                    first.missRate(),
                                    true,
                                    16,
                                    4))
                            .report();

            assertThat(report.exits()).allMatch(exit -> exit.head().equals("kept"));
            assertThat(report.exits()).allMatch(exit -> exit.secondsPerRow() > 0);
            assertThat(report.settings().costs()).isEqualTo("measured");
        }
    }

    private static ExitFitting.Fitted fit(FitRequest request) {
        return ExitFitting.fit(request, new OnnxRuntimeProvider(), FitProgressListener.SILENT);
    }
}
