package io.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.fitting.FitReport;
import io.sluice.fitting.data.ClassNames;
import io.sluice.fitting.data.IdxRows;
import io.sluice.fitting.data.LabelledRows;
import io.sluice.gates.fit.CalibrationError;
import io.sluice.gates.fit.LadderLogits;
import io.sluice.gates.fit.Outcomes;
import io.sluice.gates.fit.SplitShares;
import io.sluice.gates.fit.Splits;
import io.sluice.kernel.StageKernel;
import io.sluice.kernel.bundle.ActiveBundle;
import io.sluice.kernel.bundle.Bundle;
import io.sluice.kernel.bundle.BundleHost;
import io.sluice.kernel.bundle.LadderRunner;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FitExitsTest {
    private static final Path EXAMPLE = Path.of("../examples/fashion-mnist");
    private static final Path IMAGES = EXAMPLE.resolve("sample/validation-images-idx3-ubyte.gz");
    private static final Path LABELS = EXAMPLE.resolve("sample/validation-labels-idx1-ubyte.gz");
    private static final String DATA = "idx:" + IMAGES + "," + LABELS;

    @TempDir private Path directory;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void theReportsFiguresAreThoseOfTheBundleInTheKernel() throws Exception {
        Path target = directory.resolve("fitted");
        assertThat(fit(target, "--data", DATA, "--max-disagreement", "5%")).as(err()).isZero();
        assertThat(out.toString())
                .contains("fashion@1.0.0 from idx:validation-images")
                .contains("at most 5.00 % of events, with 95.00 % confidence");

        Bundle bundle = Bundle.open(target);
        FitReport report = FitReport.read(bundle.read(FitReport.FILE));
        Outcomes recount = recount(bundle);

        // Rounding of another matrix product may tip a row over.
        double row = 2.0 / report.test().rows();
        assertThat(recount.rows()).isEqualTo(report.test().rows());
        assertThat(recount.accuracy()).isCloseTo(report.test().accuracy(), within(row));
        assertThat(recount.disagreement()).isCloseTo(report.test().disagreement(), within(row));
        assertThat(recount.meanCost()).isCloseTo(report.test().meanCost(), within(row));
        assertThat(recount.exitShares()).containsExactly(report.test().exitShares(), within(row));
        assertThat(CalibrationError.of(recount))
                .isCloseTo(report.test().calibrationError(), within(row));
        assertThat(report.test().multiplyAddsShare()).isLessThan(.5);
        assertThat(report.guarantee().samples()).isEqualTo(report.rows().calibration());
        assertThat(bundle.manifest().stages().get(2).multiplyAdds())
                .isEqualTo(report.exits().get(2).multiplyAdds());
    }

    @Test
    void theSameCommandGivesTheSameBytes() throws Exception {
        Path one = directory.resolve("one.zip");
        Path two = directory.resolve("two.zip");
        assertThat(fit(one, "--data", DATA, "--mean-cost", "40%", "--threads", "1")).isZero();
        assertThat(fit(two, "--data", DATA, "--mean-cost", "40%", "--threads", "2")).isZero();

        assertThat(Files.readAllBytes(two)).isEqualTo(Files.readAllBytes(one));
    }

    @Test
    void gatesAloneAreFittedToABundleWhoseHeadsStay() throws Exception {
        Path target = directory.resolve("kept");
        String old = EXAMPLE.resolve("bundle").toString();
        int code =
                run(
                        "fit",
                        "exits",
                        "--bundle",
                        old,
                        "--keep-heads",
                        "--data",
                        DATA,
                        "--max-disagreement",
                        "2%",
                        "--method",
                        "crc",
                        "--prediction-sets",
                        "5%",
                        "--version",
                        "7.0.0",
                        "--output",
                        "json",
                        "--out",
                        target.toString());
        assertThat(code).as(err()).isZero();

        FitReport report = FitReport.read(out.toString().getBytes());
        assertThat(report.bundle()).isEqualTo("fashion-mnist@7.0.0");
        assertThat(report.exits()).allMatch(exit -> exit.head().equals("kept"));
        assertThat(report.guarantee().confidence()).isNull();
        assertThat(report.predictionSets().coverage()).isGreaterThan(.9);
        for (String stage : List.of("stage1.onnx", "stage2.onnx", "stage3.onnx")) {
            assertThat(target.resolve(stage)).hasSameBinaryContentAs(Path.of(old, stage));
        }
    }

    @Test
    void whatIsWrongIsSaidInALine() throws Exception {
        Path target = directory.resolve("none");
        refused("needs at least 598 calibration rows", target, "--max-disagreement", "0.5%");
        refused("both choose kappa", target, "--max-disagreement", "1%", "--mean-cost", "40%");
        refused("expected 4 numbers above 0 that add up to 100", target, "--split", "50/60/10/10");
        assertThat(fit(target, "--data", "idx:" + IMAGES)).isEqualTo(SluiceCommand.FAILED);
        assertThat(err()).contains("expected two files, idx:IMAGES,LABELS");
        assertThat(fit(target, "--data", "parquet:x")).isEqualTo(SluiceCommand.FAILED);
        assertThat(err()).contains("data 'parquet:x'; expected idx:IMAGES,LABELS, csv:FILE");
        assertThat(fit(target, "--data", DATA, "--max-disagreement", "200%")).isEqualTo(2);
        assertThat(err()).contains("'200%' is no share");
        assertThat(target).doesNotExist();
    }

    @Test
    void aCutThatIsNotThereOffersTheNearest() {
        int code =
                run(
                        "fit",
                        "exits",
                        "--model",
                        EXAMPLE.resolve("model.onnx").toString(),
                        "--cut",
                        "stage1_otu",
                        "--logits",
                        "exit3_logits",
                        "--classes",
                        EXAMPLE.resolve("classes.txt").toString(),
                        "--name",
                        "fashion",
                        "--data",
                        DATA,
                        "--out",
                        directory.toString());

        assertThat(code).isEqualTo(SluiceCommand.FAILED);
        assertThat(err()).contains("no tensor or node 'stage1_otu'; the nearest are stage1_out");
    }

    private void refused(String message, Path target, String... options) {
        String[] all =
                Stream.concat(Stream.of("--data", DATA), Stream.of(options)).toArray(String[]::new);
        assertThat(fit(target, all)).isEqualTo(SluiceCommand.FAILED);
        assertThat(err()).contains(message);
    }

    private int fit(Path target, String... options) {
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "fit", "exits",
                                "--model", EXAMPLE.resolve("model.onnx").toString(),
                                "--cut", "stage1_out",
                                "--cut", "stage2_out",
                                "--logits", "exit3_logits",
                                "--classes", EXAMPLE.resolve("classes.txt").toString(),
                                "--name", "fashion",
                                "--out", target.toString()));
        arguments.addAll(Arrays.asList(options));
        return run(arguments.toArray(String[]::new));
    }

    /** Runs the test rows through the bundle's stages, and its rule over what they say. */
    private static Outcomes recount(Bundle bundle) {
        ClassNames classes = new ClassNames(bundle.manifest().classes());
        try (LabelledRows rows =
                        IdxRows.read(IMAGES, LABELS, bundle.manifest().inputs(), classes, 1);
                ActiveBundle active = BundleHost.process().acquire(bundle, "auto", null)) {
            int[] test = Splits.stratified(rows.labels(), 10, SplitShares.DEFAULT, 1).test();
            float[][] logits = new float[3][test.length * 10];
            List<StageKernel> stages = List.of(active.stage(0), active.stage(1), active.stage(2));
            try (LadderRunner runner = new LadderRunner(stages, 1)) {
                for (int i = 0; i < test.length; i++) {
                    rows.read(test[i], 0, runner.buffer("image"), 0);
                    runner.run(1);
                    for (int exit = 0; exit < 3; exit++) {
                        String tensor = bundle.manifest().stages().get(exit).logits();
                        System.arraycopy(runner.floats(tensor, 10), 0, logits[exit], i * 10, 10);
                    }
                }
            }
            int[] labels = Arrays.stream(test).map(rows::label).toArray();
            double full = 5_354_912;
            double[] costs = {390_432 / full, 1_776_544 / full, 1};
            return Outcomes.of(
                    bundle.firstPolicy().exitRule(), new LadderLogits(10, logits, labels, costs));
        }
    }

    private String err() {
        return err.toString();
    }

    private int run(String... arguments) {
        return SluiceCommand.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }
}
