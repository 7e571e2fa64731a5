package io.sluice.kernel.compiler;

import io.sluice.kernel.testkit.RandomShapes;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every operator that is compiled, at shapes drawn at random. */
class RandomShapesTest {
    private static final long SEED = 20_261_122;
    private static final int SMALL = 20;
    private static final int LARGE = 5;

    @TestFactory
    Stream<DynamicTest> everyOperatorAgreesAtSmallAndOddShapes() {
        return tests(false, SMALL);
    }

    @TestFactory
    Stream<DynamicTest> everyOperatorAgreesAtLargeShapes() {
        return tests(true, LARGE);
    }

    private static Stream<DynamicTest> tests(boolean large, int seeds) {
        return ProgramCompiler.operators().stream()
                .flatMap(
                        operator ->
                                LongStream.range(SEED, SEED + seeds)
                                        .mapToObj(seed -> test(operator, large, seed)));
    }

    private static DynamicTest test(String operator, boolean large, long seed) {
        return DynamicTest.dynamicTest(
                operator + " of seed " + seed,
                () -> {
                    RandomShapes.Drawn drawn = RandomShapes.of(operator, large, seed);
                    Interpreted.requireAgreement(drawn.model(), drawn.batch(), seed);
                });
    }
}
