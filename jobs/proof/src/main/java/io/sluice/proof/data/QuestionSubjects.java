package io.sluice.proof.data;

import io.sluice.fitting.Backbone;
import io.sluice.fitting.data.AvroRows;
import io.sluice.fitting.data.ClassNames;
import io.sluice.fitting.data.LabelledRows;
import io.sluice.gates.fit.FitSample;
import io.sluice.gates.fit.SplitShares;
import io.sluice.gates.fit.Splits;
import io.sluice.kernel.KernelProvider;
import io.sluice.kernel.onnx.HeadInput;
import io.sluice.kernel.onnx.ModelImport;
import io.sluice.kernel.onnx.OnnxModel;
import io.sluice.proof.text.LabelledTexts;
import io.sluice.proof.text.TokeniseCommand;
import io.sluice.schemas.DType;
import io.sluice.schemas.mapping.InputMapping;
import io.sluice.schemas.mapping.Mapping;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The questions of MMLU and their 57 subjects, through a frozen text encoder of twelve layers with
 * an exit behind each. The same way as that of the example {@code mmlu-subjects}.
 */
public final class QuestionSubjects {
    /** Tokens per question. */
    public static final int LENGTH = 64;

    /** Transformer layers, and exits. */
    public static final int LAYERS = 12;

    /** What the last layer gives. */
    public static final String END = "last_hidden_state";

    /** Chosen when the fit was settled: with 0 the tests were looked at while it was developed. */
    private static final long TEST_SEED = 20261122;

    private static final SplitShares SHARES = new SplitShares(.55, .15, .15, .15);

    private QuestionSubjects() {}

    /** Whether the questions and the encoder are there. */
    public static boolean areThere() {
        return Files.isRegularFile(ProofFiles.questions())
                && Files.isRegularFile(ProofFiles.encoder())
                && Files.isRegularFile(ProofFiles.tokenizer());
    }

    /** Cuts behind every layer but the last; later stages take the attention mask again. */
    public static List<List<String>> cuts() {
        List<List<String>> cuts = new ArrayList<>();
        for (int layer = 0; layer < LAYERS - 1; layer++) {
            String out = "/encoder/layer." + layer + "/output/LayerNorm/Add_1_output_0";
            cuts.add(List.of(out, "attention_mask"));
        }
        return cuts;
    }

    /** The encoder in float32 for rows of {@value #LENGTH} tokens of one sentence. */
    public static OnnxModel encoder() throws IOException {
        return new ModelImport()
                .shape("input_ids", LENGTH)
                .constant("token_type_ids", 0)
                .apply(OnnxModel.load(ProofFiles.encoder()));
    }

    /** The recorded questions. */
    public static ProofData load(KernelProvider provider) throws IOException {
        LabelledTexts texts = texts();
        int classes = texts.classes().size();
        Backbone backbone = Backbone.of(encoder(), cuts(), END, classes, HeadInput.MEAN);
        Path tokens = tokens(texts);
        try (LabelledRows rows =
                AvroRows.read(
                        tokens, mapping(), backbone.inputs(), new ClassNames(texts.classes()))) {
            FitSample sample =
                    new FeatureCache(ProofFiles.cache())
                            .sample("mmlu-subjects", backbone, rows, classes, provider);
            return new ProofData(
                    "MMLU subjects", sample, seed -> splits(sample.labels(), classes, seed));
        }
    }

    /** The same questions to test on whatever the seed; the rest divided by the seed. */
    static Splits splits(int[] labels, int classes, long seed) {
        int[] test = Splits.stratified(labels, classes, SHARES, TEST_SEED).test();
        int[] rest =
                IntStream.range(0, labels.length)
                        .filter(row -> Arrays.binarySearch(test, row) < 0)
                        .toArray();
        int[] theirs = IntStream.of(rest).map(row -> labels[row]).toArray();
        double all = 1 - SHARES.test();
        SplitShares shares =
                new SplitShares(
                        SHARES.fit() / all, SHARES.gates() / all, SHARES.calibration() / all, 0);
        Splits parts = Splits.stratified(theirs, classes, shares, seed);
        return Splits.of(
                of(rest, parts.fit()),
                of(rest, parts.gates()),
                of(rest, parts.calibration()),
                test);
    }

    private static int[] of(int[] rows, int[] places) {
        return IntStream.of(places).map(place -> rows[place]).toArray();
    }

    /** The questions without the last line, which asks for the answer in all of them. */
    static LabelledTexts texts() throws IOException {
        return LabelledTexts.read(
                ProofFiles.questions(),
                new LabelledTexts.Columns(
                        "prompt", "subject", Map.of("bench", "mmlu"), "\nAnswer:"));
    }

    private static Path tokens(LabelledTexts texts) throws IOException {
        Path schema = ProofFiles.repository().resolve("jobs/examples/mmlu-subjects/question.avsc");
        Path file = ProofFiles.cache().resolve("questions-" + LENGTH + ".avro");
        Files.createDirectories(file.getParent());
        TokeniseCommand.Tokens written =
                TokeniseCommand.write(texts, ProofFiles.tokenizer(), LENGTH, schema, file);
        System.out.printf(
                "%,d questions, %.1f %% longer than %d tokens and cut%n",
                texts.texts().size(), 100.0 * written.cut() / texts.texts().size(), LENGTH);
        return file;
    }

    private static Mapping mapping() {
        return Mapping.builder()
                .id("text_id")
                .label("label")
                .input(InputMapping.of("input_ids", "token_ids").withSourceDtype(DType.INT32))
                .input(
                        InputMapping.of("attention_mask", "attention_mask")
                                .withSourceDtype(DType.UINT8))
                .build();
    }
}
