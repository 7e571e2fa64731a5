package io.sluice.kernel.tornado.graph;

import io.sluice.kernel.compiler.Step.MatMul;
import io.sluice.kernel.tornado.kernels.MatMulKernels;

/** Which kernel computes a product, by device and shape, and how it is launched. */
enum MatMulChoice {
    PLAIN,
    ROW,
    BLOCKED,
    TILED;

    /** Work items of a group on a CPU device, where a group is a piece of work for one core. */
    private static final int CPU_GROUP = 16;

    /** Work items of a group of the plain kernel on a GPU: neighbours read neighbouring columns. */
    private static final int GPU_GROUP = 64;

    static MatMulChoice of(DeviceLimits device, MatMul step) {
        if (device.kind() == DeviceClass.CPU) {
            if (step.n() < MatMulKernels.BLOCK_COLUMNS) {
                return PLAIN;
            }
            return step.m() < MatMulKernels.BLOCK_ROWS ? ROW : BLOCKED;
        }
        // A tile of which less than a quarter is used costs more than reading the operands again.
        int items = MatMulKernels.TILE_ITEMS * MatMulKernels.TILE_ITEMS;
        boolean fillsTile =
                step.m() >= MatMulKernels.TILE / 4 && step.n() >= MatMulKernels.TILE / 4;
        return fillsTile && device.isGpuWith(items, MatMulKernels.TILE_BYTES) ? TILED : PLAIN;
    }

    Launch launch(MatMul step) {
        long columns = Launch.blocks(step.n(), MatMulKernels.BLOCK_COLUMNS);
        return switch (this) {
            case PLAIN -> Launch.grid(step.n(), step.m(), step.batch(), GPU_GROUP, 1);
            case ROW -> Launch.grid(columns, step.m(), step.batch(), CPU_GROUP, 1);
            case BLOCKED -> {
                long rows = Launch.blocks(step.m(), MatMulKernels.BLOCK_ROWS);
                yield Launch.grid(columns, rows, step.batch(), CPU_GROUP, 1);
            }
            case TILED ->
                    Launch.groups(
                            Launch.blocks(step.n(), MatMulKernels.TILE),
                            Launch.blocks(step.m(), MatMulKernels.TILE),
                            step.batch(),
                            MatMulKernels.TILE_ITEMS,
                            MatMulKernels.TILE_ITEMS);
        };
    }
}
