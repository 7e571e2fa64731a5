package io.sluice.kernel.testkit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AgreementTest {
    private static final float INFINITE = Float.POSITIVE_INFINITY;

    @Test
    void theGreatestFiniteElementScalesTheTolerance() {
        close(new float[] {100.9f, 0.9f, INFINITE}, new float[] {100, 0, INFINITE});
        notClose(new float[] {101.1f, 0, INFINITE}, new float[] {100, 0, INFINITE});
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, INFINITE, -INFINITE})
    void whatIsNotFiniteMustBeExpected(float value) {
        close(new float[] {1, value}, new float[] {1, value});
        notClose(new float[] {1, value}, new float[] {1, 1});
        notClose(new float[] {1, 1}, new float[] {1, value});
        notClose(new float[] {value, 1}, new float[] {1, 1});
    }

    @Test
    void wholeNumbersMustBeEqual() {
        close(new int[] {1000, 1}, new int[] {1000, 1});
        notClose(new int[] {1000, 2}, new int[] {1000, 1});
    }

    @Test
    void nothingMayBeMissing() {
        notClose(new float[1], new float[2]);
        notClose(new int[1], new int[2]);
    }

    private static void close(Object actual, Object expected) {
        Agreement.requireClose("it", actual, expected, 0.01);
    }

    private static void notClose(Object actual, Object expected) {
        assertThatThrownBy(() -> close(actual, expected)).isInstanceOf(AssertionError.class);
    }
}
