package io.sluice.kernel.tornado.graph;

/**
 * What a device can do: how large a launch may be, and what there is beside kernels.
 *
 * @param kind what kernels are chosen by
 * @param groupItems the greatest number of work items in a work-group
 * @param groupDimensions the same for each of three dimensions; treat as read-only
 * @param localBytes local memory of a work-group
 * @param offers what its back end does beside running kernels
 */
public record DeviceLimits(
        DeviceClass kind,
        long groupItems,
        long[] groupDimensions,
        long localBytes,
        DeviceOffers offers) {
    /** A device that runs kernels alone. */
    public DeviceLimits(
            DeviceClass kind, long groupItems, long[] groupDimensions, long localBytes) {
        this(kind, groupItems, groupDimensions, localBytes, DeviceOffers.NONE);
    }

    /** The same device with something else beside kernels. */
    public DeviceLimits with(DeviceOffers other) {
        return new DeviceLimits(kind, groupItems, groupDimensions, localBytes, other);
    }

    /** Whether it is a GPU that can run a work-group of a size with so much local memory. */
    boolean isGpuWith(int items, int bytes) {
        return kind == DeviceClass.GPU && groupItems >= items && localBytes >= bytes;
    }
}
