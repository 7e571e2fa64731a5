package io.sluice.kernel.compiler;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/** The lowering of every operator that has one. */
final class Operators {
    private static final Map<String, Consumer<OperatorNode>> LOWERINGS = new TreeMap<>();
    private static final Set<String> OWN_DOMAINS = Set.of("", "ai.onnx");

    static {
        PointwiseOperators.register(LOWERINGS);
        ArithmeticOperators.register(LOWERINGS);
        ProductOperators.register(LOWERINGS);
        WindowOperators.register(LOWERINGS);
        ReductionOperators.register(LOWERINGS);
        NormalizationOperators.register(LOWERINGS);
        ShapeOperators.register(LOWERINGS);
        LayoutOperators.register(LOWERINGS);
        ConstantOperators.register(LOWERINGS);
    }

    private Operators() {}

    /** Refuses a node whose operator has no lowering, by name. */
    static void require(OperatorNode node) {
        String domain = node.node().getDomain();
        boolean own = OWN_DOMAINS.contains(domain) || isContributed(node);
        if (!own || !LOWERINGS.containsKey(node.operator())) {
            String nearest =
                    own
                            ? ""
                            : " (only operators of ONNX itself are, and com.microsoft.Gelu and"
                                    + " FastGelu)";
            throw node.refused("this operator is not compiled" + nearest);
        }
    }

    /** The names of those that have one. */
    static Set<String> names() {
        return Collections.unmodifiableSet(LOWERINGS.keySet());
    }

    static void lower(OperatorNode node) {
        LOWERINGS.get(node.operator()).accept(node);
    }

    private static boolean isContributed(OperatorNode node) {
        return node.node().getDomain().equals("com.microsoft")
                && (node.operator().equals("Gelu") || node.operator().equals("FastGelu"));
    }
}
