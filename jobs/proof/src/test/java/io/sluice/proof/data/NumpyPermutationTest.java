package io.sluice.proof.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class NumpyPermutationTest {
    @Test
    void eachNumberComesOnce() {
        int[] order = NumpyPermutation.of(20, 60_000);

        assertThat(Arrays.stream(order).distinct().count()).isEqualTo(60_000);
        assertThat(Arrays.stream(order).max()).hasValue(59_999);
        assertThat(order).isNotEqualTo(NumpyPermutation.of(21, 60_000));
    }
}
