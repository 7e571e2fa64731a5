package io.sluice.proof.data;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where a proof finds data and models, and puts results. */
public final class ProofFiles {
    private ProofFiles() {}

    /** The repository. */
    public static Path repository() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(folder.resolve("jobs/examples"))) {
            folder = folder.getParent();
            if (folder == null) {
                throw new IllegalStateException(
                        "no folder above " + Path.of("").toAbsolutePath() + " has jobs/examples");
            }
        }
        return folder;
    }

    /** The data set of routed questions. */
    public static Path questions() {
        return sharedData().resolve("routellm_matrix.csv.gz");
    }

    /** The folder of shared data sets, beside the repository or where {@code proof.data} says. */
    public static Path sharedData() {
        String named = System.getProperty("proof.data");
        return named != null ? Path.of(named) : repository().resolve("../shared/data").normalize();
    }

    /** Where Debian's package dataset-fashion-mnist puts the images. */
    public static Path fashionMnist() {
        return Path.of("/usr/share/datasets/fashion-mnist");
    }

    /** The text encoder, unpacked from its artifact by the build. */
    public static Path encoder() {
        return folder("proof.encoder", "encoder").resolve("bge-small-en-v1.5-q.onnx");
    }

    /** The encoder's tokenizer. */
    public static Path tokenizer() {
        return encoder().resolveSibling("bge-small-en-v1.5-q-tokenizer.json");
    }

    /** Where tables of results go. */
    public static Path results() {
        return folder("proof.results", "results");
    }

    static Path cache() {
        return folder("proof.cache", "features");
    }

    private static Path folder(String property, String otherwise) {
        String named = System.getProperty(property);
        return named != null
                ? Path.of(named)
                : repository().resolve("jobs/proof/target").resolve(otherwise);
    }
}
