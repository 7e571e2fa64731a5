package io.sluice.kernel.tornado;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KernelEntryTest {
    @Test
    void kernelsAreFoundHoweverTheyAreSpelt() {
        assertThat(KernelEntry.isIn("__kernel void main(int a) {}", "main")).isTrue();
        assertThat(KernelEntry.isIn("kernel\nvoid\nmain (int a) {}", "main")).isTrue();
        assertThat(
                        KernelEntry.isIn(
                                "__kernel __attribute__((reqd_work_group_size(64, 1, 1)))"
                                        + " void main(int a) {}",
                                "main"))
                .isTrue();
    }

    @Test
    void whatIsNoKernelOfThatNameIsNot() {
        assertThat(KernelEntry.isIn("void main(int a) {}", "main")).isFalse();
        assertThat(KernelEntry.isIn("__kernel void mains(int a) {}", "main")).isFalse();
        assertThat(KernelEntry.isIn("// __kernel void main(int a) {}", "main")).isFalse();
        assertThat(KernelEntry.isIn("/* __kernel void main(int a) {} */", "main")).isFalse();
        assertThat(KernelEntry.isIn("__kernel void other() {} void main(int a) {}", "main"))
                .isFalse();
    }
}
