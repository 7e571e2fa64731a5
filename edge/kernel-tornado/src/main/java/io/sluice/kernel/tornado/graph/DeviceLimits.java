package io.sluice.kernel.tornado.graph;

/**
 * How large a launch may be on a device.
 *
 * @param kind what kernels are chosen by
 * @param groupItems the greatest number of work items in a work-group
 * @param groupDimensions the same for each of three dimensions; treat as read-only
 * @param localBytes local memory of a work-group
 */
public record DeviceLimits(
        DeviceClass kind, long groupItems, long[] groupDimensions, long localBytes) {
    /** Whether it is a GPU that can run a work-group of a size with so much local memory. */
    boolean isGpuWith(int items, int bytes) {
        return kind == DeviceClass.GPU && groupItems >= items && localBytes >= bytes;
    }
}
