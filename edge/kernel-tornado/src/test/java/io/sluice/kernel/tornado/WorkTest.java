package io.sluice.kernel.tornado;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.kernel.compiler.Program;
import io.sluice.kernel.compiler.ProgramCompiler;
import io.sluice.kernel.testkit.OnnxGraphs;
import org.junit.jupiter.api.Test;

class WorkTest {
    @Test
    void aProductReadsItsFactorsAndBiasAndWritesItsResult() {
        Program program = ProgramCompiler.compile(OnnxGraphs.gemm(1, 20, 30), 4);

        assertThat(Work.of(program))
                .isEqualTo(new Work(4 * 20 * 30, 4 * (4 * 20 + 20 * 30 + 30 + 4 * 30)));
    }

    @Test
    void aConvolutionMultipliesEachTapForEachResult() {
        Program program = ProgramCompiler.compile(OnnxGraphs.conv(1, 2, 8, 6, 3), 5);
        long convolution = 5L * 8 * 8 * 6 * (2 * 3 * 3);
        long product = 5L * (6 * 4 * 4) * 3;

        assertThat(Work.of(program).multiplyAdds()).isEqualTo(convolution + product);
    }

    @Test
    void theLongerOfArithmeticAndTrafficBoundsAStep() {
        Program program = ProgramCompiler.compile(OnnxGraphs.gemm(1, 20, 30), 4);
        Work work = Work.of(program);

        assertThat(Work.leastSeconds(program, 1, 1e6))
                .isCloseTo(2e-9 * work.multiplyAdds(), within(1e-15));
        assertThat(Work.leastSeconds(program, 1e6, 1))
                .isCloseTo(1e-9 * work.bytes(), within(1e-15));
    }
}
