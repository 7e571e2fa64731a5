package io.sluice.deploy;

import java.nio.file.Path;

/** Where the files under test are. */
final class Checkout {
    private static final Path HOME =
            Path.of(System.getProperty("sluice.home", "../..")).toAbsolutePath().normalize();

    private Checkout() {}

    /** A file of the checkout, by its path from the root. */
    static Path file(String path) {
        return HOME.resolve(path);
    }

    /** The Flink that the build lays out for the local cluster. */
    static Path flink() {
        return Path.of(
                        System.getProperty(
                                "sluice.flink", HOME + "/deploy/local-cluster/target/flink"))
                .normalize();
    }
}
