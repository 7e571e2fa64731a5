package io.sluice.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.gates.CertaintyThreshold;
import io.sluice.gates.FixedExit;
import io.sluice.gates.Policy;
import io.sluice.jobs.config.PipelineConfig;
import io.sluice.kernel.KernelException;
import io.sluice.kernel.bundle.Bundle;
import io.sluice.kernel.bundle.BundleException;
import io.sluice.kernel.bundle.BundleHost;
import io.sluice.kernel.bundle.BundleSigner;
import io.sluice.kernel.config.KernelConfig;
import io.sluice.kernel.testkit.PlainKernels;
import io.sluice.kernel.testkit.PlainScript;
import io.sluice.kernel.testkit.SensorTestBundle;
import io.sluice.kernel.testkit.SensorTestPolicy;
import io.sluice.kernel.testkit.TestBundles;
import io.sluice.schemas.mapping.MappingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.runtime.jobgraph.JobVertex;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is refused before anything starts, and the graph of what is not. */
class PipelineJobTest {
    @TempDir private Path directory;

    @BeforeEach
    void writeBundle() throws Exception {
        PlainScript.process().reset();
        TestBundles.ladder()
                .policy("1", CertaintyThreshold.confidence(.8f, .8f))
                .writeTo(directory.resolve("bundle"));
        Files.writeString(directory.resolve("reading.avsc"), PipelineRun.SCHEMA);
    }

    @Test
    void everyOperatorHasAUidAndAName() {
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.getExecutionEnvironment();
        PipelineJob.prepare(config("")).addTo(environment);
        Set<String> uids = new HashSet<>();
        for (StreamNode node : environment.getStreamGraph().getStreamNodes()) {
            assertThat(node.getTransformationUID()).as(node.getOperatorName()).isNotBlank();
            assertThat(uids.add(node.getTransformationUID())).isTrue();
        }
        assertThat(uids).contains("records", "admission", "cascade", "predictions", "dead-letters");
        assertThat(uids).contains("guard", "guard-messages");
    }

    @Test
    void aMachineThatOnlySubmitsNeedNotHaveTheProvider() {
        KernelConfig there = new KernelConfig("plain", PlainKernels.DEVICE);
        KernelConfig elsewhere = new KernelConfig("plain", "another");
        KernelConfig best = new KernelConfig("auto", null);
        assertThat(PipelineJob.toCheckWith(there)).isEqualTo(there);
        assertThat(PipelineJob.toCheckWith(best)).isEqualTo(best);
        assertThat(PipelineJob.toCheckWith(elsewhere)).isEqualTo(best);
        assertThat(PipelineJob.toCheckWith(new KernelConfig("tornado", null))).isEqualTo(best);
        // A name that nobody knows is no provider of another machine.
        KernelConfig mistyped = new KernelConfig("tornadoo", null);
        assertThat(PipelineJob.toCheckWith(mistyped)).isEqualTo(mistyped);
    }

    @Test
    void recordsAreNotSerialisedBetweenSourceAndSink() {
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.getExecutionEnvironment();
        PipelineJob.prepare(config("")).addTo(environment);
        assertThat(environment.getStreamGraph().getJobGraph().getVertices())
                .extracting(JobVertex::getName)
                .containsExactlyInAnyOrder(
                        "Source: records -> admission -> cascade -> predictions: Writer ->"
                                + " predictions: Committer",
                        "dead-letters: Writer -> dead-letters: Committer",
                        "guard -> guard-messages: Writer -> guard-messages: Committer");
    }

    @Test
    void withoutShadowRunsThereIsNoGuard() {
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.getExecutionEnvironment();
        PipelineJob.prepare(parse(text("") + "guard.shadow-fraction: 0\n")).addTo(environment);
        assertThat(environment.getStreamGraph().getJobGraph().getVertices()).hasSize(2);
    }

    @Test
    void aGuardsKeyThatTheTrustStoreDoesNotKnowIsRefused() throws Exception {
        Path store = Files.createDirectory(directory.resolve("store"));
        BundleSigner.generate("ops", directory.resolve("ops.key"), store.resolve("ops.pem"));
        BundleSigner.generate("eve", directory.resolve("eve.key"), directory.resolve("eve.pem"));
        String signed = text("") + "control.trust-store: store\ncontrol.require-signature: true\n";
        PipelineJob.prepare(parse(signed + "guard: {sign-with: ops.key, key-id: ops}\n"));
        assertThatThrownBy(
                        () ->
                                PipelineJob.prepare(
                                        parse(
                                                signed
                                                        + "guard: {sign-with: eve.key, key-id:"
                                                        + " eve}\n")))
                .hasMessage(
                        "guard.key-id: 'eve' is not in control.trust-store; expected one of [ops]");
        assertThatThrownBy(
                        () ->
                                PipelineJob.prepare(
                                        parse(
                                                signed
                                                        + "guard: {sign-with: eve.key, key-id:"
                                                        + " ops}\n")))
                .hasMessageContaining("eve.key is not the private key of 'ops'");
        assertThatThrownBy(
                        () ->
                                PipelineJob.prepare(
                                        parse(
                                                signed
                                                        + "guard: {sign-with: no.key, key-id: ops}\n")))
                .isInstanceOf(BundleException.class)
                .hasMessageContaining("no.key");
    }

    @Test
    void theSensorJobHasItsOperatorsAndEnds() throws Exception {
        writeSensorBundle();
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.getExecutionEnvironment();
        PipelineJob.prepare(parse(SensorRun.text())).addTo(environment);
        StreamGraph graph = environment.getStreamGraph();
        Set<String> uids = new HashSet<>();
        for (StreamNode node : graph.getStreamNodes()) {
            assertThat(node.getTransformationUID()).as(node.getOperatorName()).isNotBlank();
            assertThat(uids.add(node.getTransformationUID())).isTrue();
        }
        assertThat(uids)
                .contains("records", "acks", "decode", "align", "sensors")
                .contains("predictions", "sensor-commands", "dead-letters");
        assertThat(graph.getJobGraph().getVertices())
                .extracting(JobVertex::getName)
                .containsExactlyInAnyOrder(
                        "Source: records -> decode",
                        "Source: acks",
                        "align -> sensors -> (predictions: Writer -> predictions: Committer,"
                                + " sensor-commands: Writer -> sensor-commands: Committer)",
                        "dead-letters: Writer -> dead-letters: Committer");
    }

    @Test
    void aSensorBundleNeedsASectionSensors() throws Exception {
        writeSensorBundle();
        assertThatThrownBy(() -> PipelineJob.prepare(config("")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "sensors: missing; expected a section, as bundle roads@1.0.0 has the"
                                + " modalities camera, radar, lidar");
    }

    @Test
    void aLadderHasNoSensors() {
        assertThatThrownBy(() -> PipelineJob.prepare(parse(SensorRun.text())))
                .isInstanceOf(BundleException.class)
                .hasMessageContaining("is a ladder")
                .hasMessageContaining("expected a sensor bundle");
    }

    @Test
    void aPeriodForWhichTheGatesWereNotFittedIsRefused() throws Exception {
        writeSensorBundle();
        String text = SensorRun.text().replace("period: 1 s", "period: 500 ms");
        assertThatThrownBy(() -> PipelineJob.prepare(parse(text)))
                .hasMessage(
                        "sensors.period: 500 ms; expected that of the policy, 1000 ms, for which"
                                + " its gates were fitted");
    }

    @Test
    void settingsOfAModalityThatTheBundleLacksAreRefused() throws Exception {
        writeSensorBundle();
        for (String setting : List.of("max-age: {sonar: 2 s}", "send-on-delta: {sonar: 2}")) {
            assertThatThrownBy(() -> PipelineJob.prepare(parse(SensorRun.text(setting))))
                    .hasMessage(
                            "sensors."
                                    + setting.substring(0, setting.indexOf(':'))
                                    + ": 'sonar'; expected modalities of the bundle: camera,"
                                    + " radar, lidar");
        }
    }

    /** What lies there of the ladder is in no list of the new manifest, and so never read. */
    private void writeSensorBundle() throws Exception {
        SensorTestBundle.roads()
                .policy(SensorTestPolicy.of("1", ""))
                .writeTo(directory.resolve("bundle"));
    }

    @Test
    void aChangedStageIsRefusedByNameAndHash() throws Exception {
        Path stage = directory.resolve("bundle/stage2.onnx");
        byte[] bytes = Files.readAllBytes(stage);
        bytes[bytes.length - 1] ^= 1;
        Files.write(stage, bytes);
        assertThatThrownBy(() -> PipelineJob.prepare(config("")))
                .isInstanceOf(BundleException.class)
                .hasMessageContaining("stage2.onnx: sha-256 is")
                .hasMessageContaining("the manifest says");
    }

    @Test
    void anUnsignedBundleIsRefusedWhereASignatureIsRequired() throws Exception {
        Files.createDirectory(directory.resolve("keys"));
        assertThatThrownBy(
                        () ->
                                PipelineJob.prepare(
                                        config("  trust-store: keys\n  require-signature: true\n")))
                .isInstanceOf(BundleException.class)
                .hasMessageContaining("is missing, and the configuration requires one");
    }

    @Test
    void aMappingThatDoesNotFitTheBundleIsRefused() {
        String text = text("").replace("image: values", "image: values\n      other: id");
        assertThatThrownBy(() -> PipelineJob.prepare(parse(text)))
                .isInstanceOf(MappingException.class)
                .hasMessageContaining("other");
    }

    @Test
    void aFieldThatTheSchemaLacksIsRefusedWithTheNearestNames() {
        String text = text("").replace("image: values", "image: valeus");
        assertThatThrownBy(() -> PipelineJob.prepare(parse(text)))
                .isInstanceOf(MappingException.class)
                .hasMessageContaining("valeus")
                .hasMessageContaining("values");
    }

    @Test
    void aNamedProviderThatIsNotThereIsAnError() {
        assertThatThrownBy(() -> PipelineJob.prepare(parse(text("") + "kernel.provider: abacus\n")))
                .isInstanceOf(KernelException.class)
                .hasMessageContaining("abacus")
                .hasMessageContaining("onnxruntime");
    }

    @Test
    void aControlTrustStoreThatIsNotThereIsRefused() {
        String text = text("") + "control.trust-store: nowhere\n";
        assertThatThrownBy(() -> PipelineJob.prepare(parse(text)))
                .isInstanceOf(BundleException.class)
                .hasMessageContaining("nowhere")
                .hasMessageContaining("trust store cannot be read");
    }

    @Test
    void aPolicyOfAnotherBundleIsRefused() throws Exception {
        Files.write(
                directory.resolve("other.json"),
                new Policy("9", "ab".repeat(32), FixedExit.full()).document());
        assertThatThrownBy(() -> PipelineJob.prepare(config("  policy: other.json\n")))
                .hasMessageContaining("other.json is for bundle abab");
    }

    @Test
    void aPolicyForAnotherLadderIsRefused() throws Exception {
        String hash = Bundle.open(directory.resolve("bundle")).hash();
        Files.write(
                directory.resolve("short.json"),
                new Policy("9", hash, CertaintyThreshold.confidence(.5f)).document());
        assertThatThrownBy(() -> PipelineJob.prepare(config("  policy: short.json\n")))
                .hasMessageContaining("a ladder of 3 exits needs 2 thresholds, not 1");
    }

    @Test
    void preparingLeavesNothingOpen() {
        PipelineJob.prepare(config(""));
        assertThat(BundleHost.process().leases()).isZero();
    }

    private PipelineConfig config(String moreOfBundle) {
        return parse(text(moreOfBundle));
    }

    private PipelineConfig parse(String text) {
        return PipelineConfig.parse(
                "test.yaml", text, directory, Map.of("KAFKA", "localhost:9092")::get);
    }

    private static String text(String moreOfBundle) {
        return "name: test\nparallelism: 2\nsource:\n"
                + PipelineRun.defaultSource().indent(2)
                + "bundle:\n  uri: bundle\n"
                + moreOfBundle
                + "control.topic: control\nsink.topic: predictions\n";
    }
}
