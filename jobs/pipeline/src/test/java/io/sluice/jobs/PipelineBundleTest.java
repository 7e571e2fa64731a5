package io.sluice.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.gates.NamedBundle;
import io.sluice.kernel.bundle.ActiveBundle;
import io.sluice.kernel.bundle.Bundle;
import io.sluice.kernel.bundle.BundleException;
import io.sluice.kernel.bundle.BundleHost;
import io.sluice.kernel.bundle.BundleSigner;
import io.sluice.kernel.bundle.Sha256;
import io.sluice.kernel.config.BundleConfig;
import io.sluice.kernel.config.KernelConfig;
import io.sluice.kernel.testkit.TestBundles;
import io.sluice.operators.budget.TableCosts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a task makes of a bundle that a control message names. */
class PipelineBundleTest {
    private static final KernelConfig KERNEL = new KernelConfig("auto", null);

    @TempDir private Path directory;
    private Path keys;
    private BundleSigner release;
    private BundleConfig config;
    private PipelineBundle opener;

    @BeforeEach
    void ofASignedJob() throws IOException {
        keys = Files.createDirectory(directory.resolve("trust"));
        release =
                BundleSigner.generate(
                        "release", directory.resolve("release.key"), keys.resolve("release.pem"));
        Path first = directory.resolve("first");
        TestBundles.ladder().files().signed(release).writeDirectory(first);
        config = new BundleConfig(first.toString(), "", keys.toString(), true, null);
        opener = new PipelineBundle(config, Bundle.open(first), KERNEL);
    }

    @AfterEach
    void nothingStaysOpen() {
        assertThat(BundleHost.process().leases()).isZero();
    }

    @Test
    void opensWhatIsSignedAndNamedAndJoinsItWithoutReadingItAgain() throws IOException {
        Path zip = directory.resolve("second.zip");
        TestBundles.ladder().version("2.0.0").files().signed(release).writeZip(zip);
        String sha256 = Sha256.ofFile(zip);
        NamedBundle named =
                new NamedBundle(zip.toUri().toString(), sha256, Bundle.open(zip).hash(), 3);
        try (ActiveBundle opened = opener.open(named)) {
            Files.delete(zip);
            try (ActiveBundle joined = opener.join(named)) {
                assertThat(joined.stage(0)).isSameAs(opened.stage(0));
            }
        }
        assertThatThrownBy(() -> opener.join(named))
                .as("no longer there, and a restart may find it again")
                .isInstanceOf(BundleException.class)
                .hasMessageContaining("no such file");
    }

    @Test
    void refusesWhatIsNotTrusted() throws IOException {
        NamedBundle unsigned = named(TestBundles.ladder().version("2.0.0"), null);
        assertRefused(unsigned, "the configuration requires one");
        BundleSigner other =
                BundleSigner.generate("other", directory.resolve("k"), directory.resolve("o.pem"));
        NamedBundle strange = named(TestBundles.ladder().version("3.0.0"), other);
        assertRefused(strange, "is by key 'other', the trust store has [release]");
        assertThatThrownBy(() -> opener.join(strange))
                .isInstanceOf(SuppressRestartsException.class)
                .hasRootCauseInstanceOf(BundleException.class);
    }

    @Test
    void refusesAZipOfAnotherHash() throws IOException {
        Path zip = directory.resolve("second.zip");
        TestBundles.ladder().version("2.0.0").files().signed(release).writeZip(zip);
        assertRefused(
                new NamedBundle(zip.toString(), "0".repeat(64), "1".repeat(64), 3),
                "the reference says 0000");
        assertRefused(
                new NamedBundle(zip.toString(), "", "1".repeat(64), 3),
                "the control message says 1111");
    }

    @Test
    void refusesABundleOfWhichTheJobKnowsNoCosts() throws IOException {
        opener =
                new PipelineBundle(
                        config,
                        Bundle.open(directory.resolve("first")),
                        KERNEL,
                        new TableCosts.Source(directory.toString(), "bench"));
        NamedBundle named = named(TestBundles.ladder().version("2.0.0"), release);
        assertRefused(named, "costs.directory: there is no ");
    }

    private NamedBundle named(TestBundles bundle, BundleSigner signer) throws IOException {
        Path place = Files.createTempDirectory(directory, "bundle");
        var files = bundle.files();
        (signer == null ? files : files.signed(signer)).writeDirectory(place);
        return new NamedBundle(place.toString(), "", Bundle.open(place).hash(), 3);
    }

    private void assertRefused(NamedBundle named, String reason) {
        assertThatThrownBy(() -> opener.open(named)).hasMessageContaining(reason);
    }
}
