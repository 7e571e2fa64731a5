package io.sluice.kernel;

/**
 * What an accelerator board says of itself.
 *
 * @param name its name, such as {@code p520_max_sg280l}
 * @param toolchain the toolchain whose bitstreams its runtime loads
 * @param toolchainVersion that one's version
 */
public record Board(String name, String toolchain, String toolchainVersion) {
    @Override
    public String toString() {
        return name + " (" + toolchain + " " + toolchainVersion + ")";
    }
}
