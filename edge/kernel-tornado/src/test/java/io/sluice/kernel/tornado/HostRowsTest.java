package io.sluice.kernel.tornado;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.kernel.KernelException;
import io.sluice.kernel.TensorSpec;
import io.sluice.kernel.testkit.StageRunner;
import io.sluice.schemas.DType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HostRowsTest {
    private final ByteBuffer array = ByteBuffer.allocateDirect(64).order(ByteOrder.nativeOrder());

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"FLOAT64"},
            mode = EnumSource.Mode.EXCLUDE)
    void whatIsReadFromOneRowIsWrittenToAnother(DType dtype) {
        TensorSpec spec = new TensorSpec("x", dtype, new int[] {2});
        ByteBuffer rows = StageRunner.direct(spec, 3);
        for (int i = 0; i < spec.rowBytes(); i += dtype.bytes()) {
            rows.put(spec.rowBytes() + i, (byte) 1);
        }

        HostRows.read(spec, rows, 1, 1, array);
        HostRows.write(spec, array, rows, 2, 1);

        for (int i = 0; i < spec.rowBytes(); i++) {
            assertThat(rows.get(2 * spec.rowBytes() + i)).isEqualTo(rows.get(spec.rowBytes() + i));
            assertThat(rows.get(i)).isZero();
        }
    }

    @Test
    void unsignedBytesAreNotNegative() {
        TensorSpec spec = new TensorSpec("x", DType.UINT8, new int[] {1});
        ByteBuffer rows = StageRunner.direct(spec, 1).put(0, (byte) 200);

        HostRows.read(spec, rows, 0, 1, array);

        assertThat(array.getInt(0)).isEqualTo(200);
    }

    @Test
    void aNumberThatDoesNotFitIsRefusedByNameAndValue() {
        TensorSpec wide = new TensorSpec("ids", DType.INT64, new int[] {1});
        ByteBuffer rows = StageRunner.direct(wide, 1).putLong(0, 1L << 40);

        assertThatThrownBy(() -> HostRows.read(wide, rows, 0, 1, array))
                .isInstanceOf(KernelException.class)
                .hasMessageContaining("ids")
                .hasMessageContaining(Long.toString(1L << 40));

        TensorSpec narrow = new TensorSpec("y", DType.INT8, new int[] {1});
        array.putInt(0, 128);
        assertThatThrownBy(() -> HostRows.write(narrow, array, StageRunner.direct(narrow, 1), 0, 1))
                .isInstanceOf(KernelException.class)
                .hasMessageContaining("128");
    }
}
