package io.sluice.kernel.bundle;

import io.sluice.config.ConfigException;
import io.sluice.gates.Policy;
import io.sluice.kernel.Bitstream;
import io.sluice.kernel.StageModel;
import io.sluice.kernel.TensorSpec;
import io.sluice.kernel.bundle.BundleException.Category;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A bundle whose files are what its manifest says. Immutable, thread-safe, and light: stages are
 * read when they are asked for, and their hash is checked again, so that what runs is what was
 * verified.
 *
 * <p>Opening checks the signature, the hash and size of every file, and that the policy belongs to
 * the bundle. {@link BundleHost} checks shapes and golden vectors when it opens the stages.
 */
public final class Bundle {
    private static final long MOST_MANIFEST_BYTES = 32L << 20;

    private final BundleContent content;
    private final BundleManifest manifest;
    private final String hash;
    private final String signer;
    private final Policy firstPolicy;

    private Bundle(BundleContent content, BundleManifest manifest, String signer) {
        this.content = content;
        this.manifest = manifest;
        this.signer = signer;
        this.hash = manifest.hash();
        for (BundleFile file : manifest.files()) {
            read(file.path());
        }
        this.firstPolicy = policy();
    }

    /**
     * Opens a directory or zip without asking who signed it.
     *
     * @throws BundleException naming the file and why
     */
    public static Bundle open(Path directoryOrZip) {
        return open(directoryOrZip, Trust.anyone());
    }

    /** Opens a directory or zip that must satisfy the trust. */
    public static Bundle open(Path directoryOrZip, Trust trust) {
        return open(BundleContent.at(directoryOrZip), trust);
    }

    public static Bundle open(BundleContent content, Trust trust) {
        byte[] document = content.read(BundleManifest.FILE, MOST_MANIFEST_BYTES);
        Optional<BundleSignature> signature = BundleSignature.of(content);
        String signer = trust.check(content.source(), document, signature).orElse(null);
        BundleManifest manifest = BundleManifest.parse(BundleManifest.FILE, document);
        return new Bundle(content, manifest, signer);
    }

    public BundleManifest manifest() {
        return manifest;
    }

    /** SHA-256 that identifies the bundle without its policy; see BUNDLE.md. */
    public String hash() {
        return hash;
    }

    /** Where it was opened. */
    public String source() {
        return content.source();
    }

    /** The id of the key of the trust store that verified the signature. */
    public Optional<String> signer() {
        return Optional.ofNullable(signer);
    }

    /** The policy that the bundle was built with. */
    public Policy firstPolicy() {
        return firstPolicy;
    }

    /**
     * A stage for a provider.
     *
     * @param index 0-based
     * @throws BundleException of category HASH when the file has changed since, or SHAPE when the
     *     graph takes or gives other tensors than the manifest says
     */
    public StageModel stageModel(int index) {
        StageSpec stage = manifest.stages().get(index);
        List<TensorSpec> inputs = specs(stage.inputs());
        List<TensorSpec> outputs = new ArrayList<>(specs(stage.outputs()));
        if (stage.hasExit()) {
            outputs.add(manifest.logits(stage));
        }
        byte[] onnx = read(stage.file());
        StageShapes.check(stage.file(), onnx, inputs, outputs);
        return new StageModel(
                manifest.id() + "/" + stage.name(), onnx, inputs, outputs, bitstreams(stage));
    }

    private List<Bitstream> bitstreams(StageSpec stage) {
        return manifest.bitstreams().stream()
                .filter(bitstream -> bitstream.stage().equals(stage.name()))
                .map(this::bitstream)
                .toList();
    }

    private Bitstream bitstream(BitstreamSpec spec) {
        BundleFile file = manifest.file(spec.file()).orElseThrow();
        return new Bitstream(
                spec.board(),
                spec.toolchain(),
                spec.toolchainVersion(),
                spec.entry(),
                spec.minimumBatch(),
                file.path(),
                file.size(),
                file.sha256(),
                () -> content.read(file.path(), BundleContent.MOST_FILE_BYTES));
    }

    public GoldenVectors golden() {
        return GoldenVectors.read(
                manifest.golden().file(), read(manifest.golden().file()), manifest);
    }

    /** A file's bytes, verified. */
    public byte[] read(String path) {
        BundleFile file =
                manifest.file(path)
                        .orElseThrow(
                                () ->
                                        new BundleException(
                                                Category.FORMAT,
                                                path + ": not a file of " + manifest.id()));
        byte[] bytes = content.read(path, BundleContent.MOST_FILE_BYTES);
        if (bytes.length != file.size()) {
            throw new BundleException(
                    Category.HASH,
                    path + ": has " + bytes.length + " bytes, the manifest says " + file.size());
        }
        String actual = Sha256.hex(bytes);
        if (!actual.equals(file.sha256())) {
            throw new BundleException(
                    Category.HASH,
                    path + ": sha-256 is " + actual + ", the manifest says " + file.sha256());
        }
        return bytes;
    }

    private List<TensorSpec> specs(List<String> names) {
        // The manifest's rules have made sure that every name is there.
        return names.stream().map(name -> manifest.tensor(name).orElseThrow()).toList();
    }

    private Policy policy() {
        String file = manifest.policyFile();
        try {
            Policy policy = Policy.parse(file, read(file));
            if (!policy.bundleHash().equals(hash)) {
                throw new BundleException(
                        Category.HASH,
                        file + ": is for bundle " + policy.bundleHash() + ", this is " + hash);
            }
            manifest.policyShape().requireFits(policy);
            return policy;
        } catch (ConfigException | IllegalArgumentException e) {
            throw new BundleException(Category.FORMAT, file + ": " + e.getMessage(), e);
        }
    }

    @Override
    public String toString() {
        return manifest.id() + " (" + hash.substring(0, 12) + ")";
    }
}
