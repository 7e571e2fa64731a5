package io.sluice.fitting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class RowFileTest {
    @Test
    void rowsAreKeptAcrossManyMappings() {
        // Two rows a mapping, and bytes left over in none.
        try (RowFile file = new RowFile(8, 17)) {
            ByteBuffer row = ByteBuffer.allocate(8).order(ByteOrder.nativeOrder());
            file.grow(5);
            for (int i = 4; i >= 0; i--) {
                file.write(i, row.putFloat(0, i).putFloat(4, -i), 0);
            }
            float[] read = new float[3];

            file.readFloats(3, read, 1);

            assertThat(read).containsExactly(0, 3, -3);
            assertThat(file.rows()).isEqualTo(5);
        }
    }

    @Test
    void anAppendedRowIsReadBack() {
        try (RowFile file = new RowFile(2, 3)) {
            file.append(new byte[] {1, 2});
            file.append(new byte[] {3, 4});
            ByteBuffer target = ByteBuffer.allocate(4);

            file.read(1, target, 1);

            assertThat(target.array()).containsExactly(0, 3, 4, 0);
            assertThatThrownBy(() -> file.read(2, target, 0))
                    .isInstanceOf(IndexOutOfBoundsException.class)
                    .hasMessage("row 2 of 2");
        }
    }
}
