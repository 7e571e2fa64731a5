package io.sluice.kernel.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;

import io.sluice.kernel.KernelException;
import io.sluice.kernel.StageModel;
import io.sluice.kernel.onnx.OnnxException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The ONNX project's own vectors, as the Debian package {@code libonnx-testdata} has them: each is
 * run and agrees, or is refused as {@link OnnxVectorRefusal} says. Extend it, with a name that says
 * what is needed; without the package it is skipped.
 *
 * <p>Owned state: how many ran and why others did not, printed by the last test.
 */
public abstract class OnnxVectorContract {
    private static final Path FOLDER = Path.of("/usr/share/libonnx-testdata/data");

    /** Of these only the first output is computed; the others are asked for, and refused. */
    private static final Set<String> GIVE_THE_FIRST_ALONE =
            Set.of("BatchNormalization", "Dropout", "LayerNormalization", "MaxPool");

    private static final String NOT_COMPUTED = "is not computed";

    /** Why vectors of an operator are not among those of version 1.12. */
    private static final Map<String, String> WITHOUT_VECTORS =
            Map.of(
                    "FastGelu", "it is com.microsoft's",
                    "Gelu", "it is in operator sets from 20 on");

    private final Set<String> ran = new TreeSet<>();
    private final Set<String> covered = new TreeSet<>();
    private final Map<OnnxVectorRefusal, Integer> refused = new EnumMap<>(OnnxVectorRefusal.class);
    private final Set<String> ranInPart = new TreeSet<>();

    /** The operators that are compiled. */
    protected abstract Set<String> operators();

    /**
     * Compiles and runs a stage at a batch of 1.
     *
     * @param inputs a {@code float[]} or {@code int[]} each
     * @return the same for each output
     */
    protected abstract List<Object> run(StageModel stage, List<Object> inputs);

    /** For {@link Agreement#requireClose}. */
    protected abstract double tolerance();

    /** Whether each vector is run with all its inputs as inputs, too, not only with weights. */
    protected abstract boolean runsBothForms();

    /** What is refused: all but what a device alone refuses. */
    protected Set<OnnxVectorRefusal> rules() {
        return EnumSet.complementOf(EnumSet.of(OnnxVectorRefusal.LONG_AXES));
    }

    @TestFactory
    Stream<DynamicTest> everyVectorAgreesOrIsRefusedByARule() throws IOException {
        if (!Files.isDirectory(FOLDER)) {
            // A test of its own, as a factory or class that is skipped is not counted.
            return Stream.of(DynamicTest.dynamicTest("needs libonnx-testdata", this::skip));
        }
        List<OnnxVector> vectors = OnnxVector.all(FOLDER);
        return Stream.concat(
                vectors.stream().map(this::test),
                Stream.of(
                        DynamicTest.dynamicTest(
                                "every operator has a vector that ran", this::requireCoverage)));
    }

    private void skip() {
        abort("no " + FOLDER + ": libonnx-testdata is missing");
    }

    private DynamicTest test(OnnxVector vector) {
        return DynamicTest.dynamicTest(vector.name(), () -> runOrBeRefused(vector));
    }

    private void runOrBeRefused(OnnxVector vector) {
        Optional<OnnxVectorRefusal> refusal = OnnxVectorRefusal.of(rules(), vector, operators());
        int outputs = outputs(vector);
        if (refusal.isPresent()) {
            requireRefused(vector, outputs, refusal.get().message());
            refused.merge(refusal.get(), 1, Integer::sum);
            return;
        }
        if (outputs < vector.outputs().size()) {
            requireRefused(vector, vector.outputs().size(), NOT_COMPUTED);
            ranInPart.add(vector.name());
        }
        requireAgreement(vector, true, outputs);
        if (runsBothForms() && vector.inputs().size() > 1) {
            requireAgreement(vector, false, outputs);
        }
        ran.add(vector.name());
        covered.addAll(vector.operators());
    }

    private static int outputs(OnnxVector vector) {
        boolean first = vector.operators().stream().anyMatch(GIVE_THE_FIRST_ALONE::contains);
        return first ? 1 : vector.outputs().size();
    }

    private void requireAgreement(OnnxVector vector, boolean weights, int outputs) {
        OnnxVectorStage.Run stage = OnnxVectorStage.of(vector, weights, outputs);
        List<Object> found = run(stage.model(), stage.inputs());
        assertThat(found).hasSize(outputs);
        for (int i = 0; i < outputs; i++) {
            String what = stage.model().outputs().get(i) + (weights ? " with weights" : "");
            Agreement.requireClose(what, found.get(i), stage.expected().get(i), tolerance());
        }
    }

    private void requireRefused(OnnxVector vector, int outputs, String message) {
        assertThatThrownBy(
                        () -> {
                            var stage = OnnxVectorStage.of(vector, false, outputs);
                            run(stage.model(), stage.inputs());
                        })
                .isInstanceOfAny(KernelException.class, OnnxException.class)
                .hasMessageMatching("(?s).*" + message + ".*");
    }

    private void requireCoverage() {
        System.out.println(summary());
        Set<String> never = new TreeSet<>(operators());
        never.removeAll(covered);
        never.removeAll(WITHOUT_VECTORS.keySet());
        assertThat(never).as("operators without a vector that ran").isEmpty();
    }

    private String summary() {
        int others = refused.values().stream().mapToInt(Integer::intValue).sum();
        String reasons =
                refused.entrySet().stream()
                        .map(entry -> entry.getValue() + " " + entry.getKey().why())
                        .collect(Collectors.joining(", "));
        String missing =
                new TreeMap<>(WITHOUT_VECTORS)
                        .entrySet().stream()
                                .filter(entry -> !covered.contains(entry.getKey()))
                                .map(entry -> entry.getKey() + " (" + entry.getValue() + ")")
                                .collect(Collectors.joining(", "));
        return String.format(
                "ONNX vectors: %d ran, %d of them for their first output alone, %d refused (%s);"
                        + " %d operators, and no vector of %s",
                ran.size(), ranInPart.size(), others, reasons, covered.size(), missing);
    }
}
