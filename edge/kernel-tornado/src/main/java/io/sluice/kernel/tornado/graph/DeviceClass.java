package io.sluice.kernel.tornado.graph;

/** What kernels are chosen by. */
public enum DeviceClass {
    /** Many work items at once, local memory near to them. */
    GPU,
    /** Few work items at once, each with wide registers; local memory is memory like any other. */
    CPU
}
