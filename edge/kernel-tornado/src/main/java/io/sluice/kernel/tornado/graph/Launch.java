package io.sluice.kernel.tornado.graph;

import io.sluice.kernel.KernelException;
import uk.ac.manchester.tornado.api.WorkerGrid3D;

/**
 * Work items of a kernel call and how they are grouped. The grid is a multiple of the work-group in
 * every dimension: a driver answers any other launch with a line on the error stream and leaves the
 * results as they were.
 */
public record Launch(int x, int y, int z, int groupX, int groupY) {
    public Launch {
        if (x % groupX != 0 || y % groupY != 0 || x < 1 || y < 1 || z < 1) {
            throw new KernelException(
                    "a launch of ["
                            + x
                            + ", "
                            + y
                            + ", "
                            + z
                            + "] work items is no multiple of its"
                            + " work-group ["
                            + groupX
                            + ", "
                            + groupY
                            + ", 1]");
        }
    }

    /** At least the given number of work items, in work-groups of one dimension. */
    public static Launch line(long items, int group) {
        int size = (int) Math.max(1, Math.min(items, group));
        return new Launch(roundUp(items, size), 1, 1, size, 1);
    }

    /** At least the given numbers of work items. */
    public static Launch grid(long x, long y, long z, int groupX, int groupY) {
        int sizeX = (int) Math.max(1, Math.min(x, groupX));
        int sizeY = (int) Math.max(1, Math.min(y, groupY));
        return new Launch(roundUp(x, sizeX), roundUp(y, sizeY), Math.toIntExact(z), sizeX, sizeY);
    }

    /** Whole work-groups of a size that the kernel counts on. */
    public static Launch groups(long groupsX, long groupsY, long z, int groupX, int groupY) {
        return new Launch(
                Math.toIntExact(groupsX * groupX),
                Math.toIntExact(groupsY * groupY),
                Math.toIntExact(z),
                groupX,
                groupY);
    }

    /** How many blocks hold a number of items. */
    static long blocks(int items, int perBlock) {
        return ((long) items + perBlock - 1) / perBlock;
    }

    private static int roundUp(long items, int group) {
        return Math.toIntExact((items + group - 1) / group * group);
    }

    /**
     * @throws KernelException when the device cannot hold the work-group
     */
    WorkerGrid3D worker(String task, DeviceLimits limits) {
        long[] most = limits.groupDimensions();
        boolean fits =
                (long) groupX * groupY <= limits.groupItems()
                        && groupX <= most[0]
                        && groupY <= most[1];
        if (!fits) {
            throw new KernelException(
                    task
                            + ": a work-group of ["
                            + groupX
                            + ", "
                            + groupY
                            + ", 1] is beyond the"
                            + " device, which holds "
                            + limits.groupItems()
                            + " work items, at most ["
                            + most[0]
                            + ", "
                            + most[1]
                            + ", "
                            + most[2]
                            + "]");
        }
        WorkerGrid3D worker = new WorkerGrid3D(x, y, z);
        worker.setLocalWork(groupX, groupY, 1);
        return worker;
    }
}
