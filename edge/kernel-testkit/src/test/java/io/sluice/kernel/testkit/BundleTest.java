package io.sluice.kernel.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.gates.CertaintyThreshold;
import io.sluice.gates.Policy;
import io.sluice.kernel.StageModel;
import io.sluice.kernel.bundle.Bundle;
import io.sluice.kernel.bundle.BundleException;
import io.sluice.kernel.bundle.BundleException.Category;
import io.sluice.kernel.bundle.BundleFiles;
import io.sluice.kernel.bundle.BundleManifest;
import io.sluice.kernel.bundle.Trust;
import io.sluice.schemas.DType;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BundleTest {
    @TempDir Path folder;

    @Test
    void aDirectoryAndItsZipAreTheSameBundle() throws IOException {
        BundleFiles files = TestBundles.ladder().files();
        files.writeDirectory(folder.resolve("ladder"));
        files.writeZip(folder.resolve("ladder.zip"));

        Bundle directory = Bundle.open(folder.resolve("ladder"));
        Bundle zip = Bundle.open(folder.resolve("ladder.zip"));

        assertThat(directory.hash()).isEqualTo(zip.hash()).matches("[0-9a-f]{64}");
        assertThat(directory.manifest().id()).isEqualTo("ladder@1.0.0");
        assertThat(directory.manifest().classes()).hasSize(10).startsWith("class0");
        assertThat(directory.firstPolicy().bundleHash()).isEqualTo(directory.hash());
        assertThat(directory.golden().rows()).isEqualTo(6);
        assertThat(zip.manifest().document()).isEqualTo(directory.manifest().document());
    }

    @Test
    void stagesNameTheirTensors() {
        Bundle bundle = TestBundles.ladder().open();

        StageModel second = bundle.stageModel(1);

        assertThat(second.name()).isEqualTo("ladder@1.0.0/stage2");
        assertThat(second.inputs())
                .extracting(Object::toString)
                .containsExactly("stage1_out: FLOAT32[N, 10]");
        assertThat(second.outputs())
                .extracting(Object::toString)
                .containsExactly("stage2_out: FLOAT32[N, 10]", "exit2_logits: FLOAT32[N, 10]");
        assertThat(bundle.manifest().stages()).allMatch(stage -> stage.multiplyAdds() == 200);
    }

    @Test
    void theSameArgumentsGiveTheSameBytes() throws IOException {
        TestBundles.ladder().files().writeZip(folder.resolve("a.zip"));
        TestBundles.ladder().files().writeZip(folder.resolve("b.zip"));

        assertThat(folder.resolve("a.zip")).hasSameBinaryContentAs(folder.resolve("b.zip"));
    }

    @Test
    void theHashIsThatOfTheModelAndNotOfThePolicy() {
        String hash = TestBundles.ladder().open().hash();

        assertThat(
                        TestBundles.ladder()
                                .policy("2", CertaintyThreshold.confidence(0.9f, 0.8f))
                                .open()
                                .hash())
                .isEqualTo(hash);
        assertThat(TestBundles.ladder().version("1.0.1").open().hash()).isNotEqualTo(hash);
        assertThat(TestBundles.ladder().name("other").open().hash()).isNotEqualTo(hash);
        assertThat(TestBundles.ladder().dtype(DType.FLOAT32).open().hash()).isNotEqualTo(hash);
    }

    @Test
    void aNewPolicyKeepsTheHashAndDropsTheSignature() throws IOException {
        Path place = TestBundles.ladder().writeTo(folder.resolve("ladder"));
        String hash = Bundle.open(place).hash();

        BundleFiles fitted =
                BundleFiles.read(place)
                        .withPolicy(new Policy("2", "", CertaintyThreshold.confidence(0.9f, 0.8f)));
        Files.writeString(place.resolve("bundle.yaml.sig"), "of the bundle before");
        fitted.writeDirectory(place);

        assertThat(Bundle.open(place).hash()).isEqualTo(hash);
        assertThat(Bundle.open(place).firstPolicy().version()).isEqualTo("2");
        assertThat(place.resolve("bundle.yaml.sig")).doesNotExist();
    }

    @Test
    void aChangedFileIsNamedWithBothHashes() {
        Map<String, byte[]> files = files();
        files.get("stage2.onnx")[40] ^= 1;

        assertThatThrownBy(() -> open(files))
                .hasMessageMatching(
                        "stage2.onnx: sha-256 is [0-9a-f]{64}, the manifest says [0-9a-f]{64}")
                .extracting("category")
                .isEqualTo(Category.HASH);
    }

    @Test
    void aFileThatIsShorterOrMissingIsNamed() {
        Map<String, byte[]> shorter = files();
        shorter.put("stage3.onnx", new byte[7]);
        Map<String, byte[]> without = files();
        without.remove("golden.bin");

        assertThatThrownBy(() -> open(shorter)).hasMessageContaining("stage3.onnx: has 7 bytes");
        assertThatThrownBy(() -> open(without)).hasMessageContaining("golden.bin: missing");
    }

    @Test
    void thePolicyOfAnotherBundleIsRefused() {
        Map<String, byte[]> files = files();
        Policy foreign = new Policy("9", "0".repeat(64), CertaintyThreshold.confidence(0.9f, 0.8f));
        replace(files, "policy.json", foreign.document());

        assertThatThrownBy(() -> open(files))
                .hasMessageContaining("policy.json: is for bundle 0000")
                .extracting("category")
                .isEqualTo(Category.HASH);
    }

    @Test
    void aPolicyForAnotherLadderIsRefused() {
        assertThatThrownBy(
                        () ->
                                TestBundles.ladder()
                                        .policy(
                                                "1",
                                                CertaintyThreshold.confidence(new float[] {0.5f}))
                                        .files())
                .isInstanceOf(BundleException.class)
                .hasMessageContaining("policy.json");
    }

    @Test
    void anotherShapeThanTheGraphsIsRefused() {
        Map<String, byte[]> files = files();
        edit(
                files,
                "name: \"stage1_out\"\n    dtype: float32\n    shape: [10]",
                "name: \"stage1_out\"\n    dtype: float32\n    shape: [11]");
        Bundle bundle = openWithPolicy(files);

        assertThatThrownBy(() -> bundle.stageModel(0))
                .hasMessageContaining("stage1.onnx: the manifest says output stage1_out")
                .extracting("category")
                .isEqualTo(Category.SHAPE);
    }

    @Test
    void allProblemsOfAManifestAreListed() {
        Map<String, byte[]> files = files();
        edit(files, "version: \"1.0.0\"", "version: \"one\"");
        edit(files, "exit: \"exit2\"", "exit: \"exit1\"\n    colour: red");
        edit(files, "inputs: [\"stage2_out\"]", "inputs: [\"stage9_out\"]");

        assertThatThrownBy(() -> open(files))
                .hasMessageContaining("version: 'one'")
                .hasMessageContaining("'exit1' is there twice")
                .hasMessageContaining("colour: unknown key")
                .hasMessageContaining("input 'stage9_out'; expected one of stage2_out")
                .extracting("category")
                .isEqualTo(Category.FORMAT);
    }

    @Test
    void aLaterFormatIsRefusedAsSuch() {
        Map<String, byte[]> files = files();
        edit(files, "format-version: 1", "format-version: 5\nfuture: true");

        assertThatThrownBy(() -> open(files)).hasMessageContaining("format-version is 5");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"../evil", "/etc/passwd", "a/../b", "a//b", "C:\\x", ".", "bundle.yaml"})
    void aPathThatLeadsElsewhereIsRefused(String path) {
        Map<String, byte[]> files = files();
        edit(files, "path: \"golden.bin\"", "path: \"" + path.replace("\\", "\\\\") + "\"");

        assertThatThrownBy(() -> open(files))
                .isInstanceOf(BundleException.class)
                .hasMessageContaining("path")
                .hasMessageContaining("relative path");
    }

    @Test
    void aZipWithAnEntryOutsideIsRefused() throws IOException {
        Path zip = folder.resolve("slip.zip");
        try (OutputStream out = Files.newOutputStream(zip);
                ZipOutputStream entries = new ZipOutputStream(out)) {
            entries.putNextEntry(new ZipEntry("../../slip.txt"));
            entries.write(1);
        }

        assertThatThrownBy(() -> Bundle.open(zip)).hasMessageContaining("../../slip.txt");
    }

    @Test
    void aSymbolicLinkIsRefused() throws IOException {
        Path bundle = TestBundles.ladder().writeTo(folder.resolve("ladder"));
        Path elsewhere = folder.resolve("elsewhere.onnx");
        Files.move(bundle.resolve("stage1.onnx"), elsewhere);
        Files.createSymbolicLink(bundle.resolve("stage1.onnx"), elsewhere);

        assertThatThrownBy(() -> Bundle.open(bundle))
                .hasMessageContaining("stage1.onnx")
                .hasMessageContaining("symbolic link");
    }

    @Test
    void aGiantFileIsRefusedBeforeItIsRead() {
        Map<String, byte[]> files = files();
        edit(files, "size: " + files.get("golden.bin").length, "size: 99999999999");

        assertThatThrownBy(() -> open(files)).hasMessageContaining("size: '99999999999'");
    }

    @Test
    void aFileThatChangesAfterOpeningIsNotRun() throws IOException {
        Path place = TestBundles.ladder().writeTo(folder.resolve("ladder"));
        Bundle bundle = Bundle.open(place);
        byte[] other = Files.readAllBytes(place.resolve("stage1.onnx"));
        other[30] ^= 1;
        Files.write(place.resolve("stage1.onnx"), other);

        assertThatThrownBy(() -> bundle.stageModel(0)).hasMessageContaining("stage1.onnx: sha-256");
    }

    @Test
    void nothingThereIsSaidSo() {
        assertThatThrownBy(() -> Bundle.open(folder.resolve("none")))
                .hasMessageContaining("none: no such file");
    }

    private static Map<String, byte[]> files() {
        Map<String, byte[]> copy = new TreeMap<>();
        TestBundles.ladder()
                .files()
                .files()
                .forEach((path, bytes) -> copy.put(path, bytes.clone()));
        return copy;
    }

    private static Bundle open(Map<String, byte[]> files) {
        return Bundle.open(new BundleFiles("test", files), Trust.anyone());
    }

    private static void edit(Map<String, byte[]> files, String from, String to) {
        String text = new String(files.get(BundleManifest.FILE), StandardCharsets.UTF_8);
        assertThat(text).contains(from);
        files.put(BundleManifest.FILE, text.replace(from, to).getBytes(StandardCharsets.UTF_8));
    }

    /** Replaces a file and its entry in the manifest. */
    static void replace(Map<String, byte[]> files, String path, byte[] bytes) {
        BundleManifest manifest = BundleManifest.parse("test", files.get(BundleManifest.FILE));
        String before = manifest.document();
        var entry = manifest.file(path).orElseThrow();
        var other = io.sluice.kernel.bundle.BundleFile.of(path, bytes);
        String after =
                before.replace(
                        "size: " + entry.size() + "\n    sha-256: \"" + entry.sha256(),
                        "size: " + other.size() + "\n    sha-256: \"" + other.sha256());
        files.put(path, bytes);
        files.put(BundleManifest.FILE, after.getBytes(StandardCharsets.UTF_8));
    }

    /** Opens a bundle whose manifest was changed, with a policy for its new hash. */
    static Bundle openWithPolicy(Map<String, byte[]> files) {
        String hash = BundleManifest.parse("test", files.get(BundleManifest.FILE)).hash();
        Policy policy = new Policy("1", hash, io.sluice.gates.FixedExit.full());
        replace(files, "policy.json", policy.document());
        return open(files);
    }
}
