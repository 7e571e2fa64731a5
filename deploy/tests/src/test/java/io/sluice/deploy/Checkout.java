package io.sluice.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where the files under test are. */
final class Checkout {
    private static final Path HOME =
            Path.of(System.getProperty("sluice.home", "../..")).toAbsolutePath().normalize();

    private Checkout() {}

    /** A file of the checkout, by its path from the root. */
    static Path file(String path) {
        return HOME.resolve(path);
    }

    /** The version of Flink that the build has by itself, whatever this one was told to use. */
    static String defaultFlinkVersion() throws IOException {
        Matcher version =
                Pattern.compile("<flink.version>(.*)</flink.version>")
                        .matcher(Files.readString(file("pom.xml")));
        if (!version.find()) {
            throw new IllegalStateException("pom.xml has no flink.version");
        }
        return version.group(1);
    }

    /** The Flink that the build lays out for the local cluster. */
    static Path flink() {
        return Path.of(
                        System.getProperty(
                                "sluice.flink", HOME + "/deploy/local-cluster/target/flink"))
                .normalize();
    }
}
