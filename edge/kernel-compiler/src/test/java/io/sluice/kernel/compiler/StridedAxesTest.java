package io.sluice.kernel.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class StridedAxesTest {
    private static final long SEED = 20_261_122;

    @RepeatedTest(200)
    void joinedAxesAreWalkedInTheSameOrder(RepetitionInfo repetition) {
        long seed = SEED + repetition.getCurrentRepetition();
        Random random = new Random(seed);
        int[] shape = random.ints(random.nextInt(5), 1, 4).toArray();
        int[] permuted = StridedAxes.rowMajor(shape);
        for (int axis = 0; axis < shape.length; axis++) {
            permuted[axis] *= random.nextInt(4) - 1;
        }
        int[] dense = StridedAxes.rowMajor(shape);

        StridedAxes axes = StridedAxes.joined(shape, permuted, dense);

        assertThat(offsets(axes.shape(), axes.strides()[0]))
                .as("seed %s", seed)
                .isEqualTo(offsets(shape, permuted));
        assertThat(offsets(axes.shape(), axes.strides()[1])).isEqualTo(offsets(shape, dense));
    }

    @Test
    void whatIsDenseIsOneAxis() {
        int[] shape = {2, 1, 3, 4};

        StridedAxes axes = StridedAxes.joined(shape, StridedAxes.rowMajor(shape));

        assertThat(axes.isSameAs(new int[] {24}, new int[] {1})).isTrue();
    }

    @Test
    void aScalarIsAnAxisOfOne() {
        StridedAxes axes = StridedAxes.joined(new int[] {1, 1}, new int[] {5, 7});

        assertThat(axes.isSameAs(new int[] {1}, new int[] {1})).isTrue();
    }

    private static List<Integer> offsets(int[] shape, int[] strides) {
        List<Integer> offsets = new ArrayList<>(List.of(0));
        for (int axis = 0; axis < shape.length; axis++) {
            List<Integer> further = new ArrayList<>();
            for (int offset : offsets) {
                for (int i = 0; i < shape[axis]; i++) {
                    further.add(offset + i * strides[axis]);
                }
            }
            offsets = further;
        }
        return offsets;
    }
}
