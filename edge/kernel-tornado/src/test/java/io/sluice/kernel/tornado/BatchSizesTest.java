package io.sluice.kernel.tornado;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class BatchSizesTest {
    private static final List<Integer> CONFIGURED = List.of(1, 8, 64);

    @Test
    void aBindingHasTheConfiguredSizesUpToItsGreatestBatch() {
        assertThat(BatchSizes.upTo(64, CONFIGURED)).containsExactly(1, 8, 64);
        assertThat(BatchSizes.upTo(1, CONFIGURED)).containsExactly(1);
    }

    @Test
    void aGreatestBatchThatIsNotConfiguredIsRoundedUp() {
        assertThat(BatchSizes.upTo(5, CONFIGURED)).containsExactly(1, 8);
        assertThat(BatchSizes.upTo(17, CONFIGURED)).containsExactly(1, 8, 24);
        assertThat(BatchSizes.upTo(100, CONFIGURED)).containsExactly(1, 8, 64, 104);
    }
}
