package io.sluice.proof.exits;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.kernel.onnxruntime.OnnxRuntimeProvider;
import io.sluice.proof.ProofTable;
import io.sluice.proof.data.ClothingImages;
import io.sluice.proof.data.ProofData;
import io.sluice.proof.data.QuestionSubjects;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.Callable;

/** The comparison on each data set, made once per process and written down. */
final class Comparisons {
    private static final Once FASHION =
            new Once(() -> ClothingImages.load(new OnnxRuntimeProvider()), "fashion-mnist");
    private static final Once QUESTIONS =
            new Once(() -> QuestionSubjects.load(new OnnxRuntimeProvider()), "mmlu-subjects");

    private Comparisons() {}

    static MatchedCost.Result fashionMnist() {
        assumeTrue(ClothingImages.areThere(), "dataset-fashion-mnist is not installed");
        return FASHION.result();
    }

    static MatchedCost.Result mmluSubjects() {
        assumeTrue(QuestionSubjects.areThere(), "no routellm_matrix.csv.gz, or no encoder");
        return QUESTIONS.result();
    }

    /** A comparison that is made once, and when it fails, fails every test that needs it. */
    private static final class Once {
        private final Callable<ProofData> data;
        private final String file;
        private MatchedCost.Result result;
        private IllegalStateException failure;

        Once(Callable<ProofData> data, String file) {
            this.data = data;
            this.file = file;
        }

        synchronized MatchedCost.Result result() {
            if (failure != null) {
                throw failure;
            }
            if (result == null) {
                try {
                    result = MatchedCost.compare(data.call());
                    write(result, file);
                } catch (Exception e) {
                    failure = new IllegalStateException("the comparison on " + file + " failed", e);
                    throw failure;
                }
            }
            return result;
        }
    }

    private static void write(MatchedCost.Result result, String file) throws IOException {
        ProofTable table = new ProofTable(result.data().name() + ": gates and thresholds");
        table.text(
                "Pooled over %d seeds and the costs below, gates − best threshold rule: **%s points**"
                        + " (95 %% interval %s to %s) on %,d test rows. Calibration error, mean:"
                        + " gates %.4f, thresholds %.4f.",
                MatchedCost.SEEDS,
                ProofTable.points(result.difference().estimate()),
                ProofTable.points(result.difference().lower()),
                ProofTable.points(result.difference().upper()),
                result.first().splits().test().length,
                result.gatesError(),
                result.thresholdsError());
        table.text(
                "Calibration error, gates − thresholds: %+.4f (%+.4f to %+.4f).",
                result.calibration().estimate(),
                result.calibration().lower(),
                result.calibration().upper());
        table.text(
                "Gates with heads fitted together with them − gates with heads fitted alone:"
                        + " %s points (%s to %s).",
                ProofTable.points(result.alternation().estimate()),
                ProofTable.points(result.alternation().lower()),
                ProofTable.points(result.alternation().upper()));
        table.header("seed", "cost", "gates", "thresholds", "best thresholds", "ECE gates", "ECE");
        for (MatchedCost.Point point : result.points()) {
            table.row(
                    point.seed(),
                    point.cost(),
                    ProofTable.percent(point.gates()),
                    ProofTable.percent(point.thresholds()),
                    point.best(),
                    String.format(Locale.ROOT, "%.4f", point.gatesError()),
                    String.format(Locale.ROOT, "%.4f", point.thresholdsError()));
        }
        table.header("exit", "cost", "accuracy");
        double[] costs = result.data().sample().costs();
        for (int exit = 0; exit < costs.length; exit++) {
            table.row(
                    exit + 1,
                    ProofTable.percent(costs[exit]),
                    ProofTable.percent(result.exits()[exit]));
        }
        table.write(file);
    }
}
