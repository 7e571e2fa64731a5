package io.sluice.kernel.compiler;

import io.sluice.kernel.StageModel;
import io.sluice.kernel.testkit.OperatorGraphs;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class OperatorAgreementTest {
    private static final long SEED = 41;

    @TestFactory
    Stream<DynamicTest> everyOperatorAgreesAtOneRow() {
        return OperatorGraphs.all().stream().map(model -> test(model, 1));
    }

    @TestFactory
    Stream<DynamicTest> everyOperatorAgreesAtThreeRows() {
        return OperatorGraphs.all().stream().map(model -> test(model, 3));
    }

    private static DynamicTest test(StageModel model, int batch) {
        return DynamicTest.dynamicTest(
                model.name(), () -> Interpreted.requireAgreement(model, batch, SEED + batch));
    }
}
