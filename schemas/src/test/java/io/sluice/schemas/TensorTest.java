package io.sluice.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TensorTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 7, 8, 9, 31, 64, 65})
    void oneValueThatIsNotFiniteIsFoundAtAnyPlace(int size) {
        float[] bad = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY};
        for (int at = 0; at < size; at++) {
            float[] values = new float[size];
            Arrays.fill(values, -Float.MAX_VALUE);
            values[at] = bad[at % bad.length];

            assertThat(Tensor.ofFloats(new int[] {size}, values).isFinite()).isFalse();
        }
    }

    @Test
    void extremeFiniteValuesAreFinite() {
        float[] floats = {
            Float.MAX_VALUE, -Float.MAX_VALUE, Float.MIN_VALUE, -0f, 0f, Float.MIN_NORMAL, 1f
        };
        assertThat(Tensor.ofFloats(new int[] {7}, floats).isFinite()).isTrue();
        assertThat(doubles(Double.MAX_VALUE, -Double.MAX_VALUE, -0d, 1).isFinite()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void oneDoubleThatIsNotFiniteIsFound(double bad) {
        assertThat(doubles(1, bad, 1).isFinite()).isFalse();
    }

    @Test
    void aShapeWhoseSizeOverflowsIsRefused() {
        int[] shape = {1 << 30, 1 << 30, 2};

        assertThatThrownBy(() -> Tensor.slice(DType.FLOAT64, shape, new byte[0], 0, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2305843009213693952 elements");
        assertThatThrownBy(() -> Tensor.elements(new int[] {1 << 30, 1 << 30, 1 << 30}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("more than 2^63");
    }

    private static Tensor doubles(double... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * 8).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asDoubleBuffer().put(values);
        return Tensor.slice(
                DType.FLOAT64, new int[] {values.length}, bytes.array(), 0, bytes.capacity());
    }
}
