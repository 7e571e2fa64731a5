package io.sluice.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.gates.FixedExit;
import io.sluice.gates.KeyBudget;
import io.sluice.gates.Policy;
import io.sluice.jobs.config.PipelineConfig;
import io.sluice.kernel.bundle.BundleException;
import io.sluice.kernel.testkit.PlainScript;
import io.sluice.kernel.testkit.RouterTestBundle;
import io.sluice.kernel.testkit.TestBundles;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.flink.runtime.jobgraph.JobVertex;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is refused of a job of experts before it starts, and the graph of one that is not. */
class ExpertPipelineCheckTest {
    @TempDir private Path directory;

    @BeforeEach
    void writeBundles() throws Exception {
        PlainScript.process().reset();
        RouterTestBundle.fitted().writeTo(directory.resolve("router"));
        RouterTestBundle.expert("low").writeDirectory(directory.resolve("low"));
        RouterTestBundle.expert("high").writeDirectory(directory.resolve("high"));
        TestBundles.ladder().writeTo(directory.resolve("ladder"));
    }

    @Test
    void everyOperatorHasAUidAndSinksDoNotHoldUpExperts() {
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.getExecutionEnvironment();
        PipelineJob.prepare(parse("router", "local: [{name: low, bundle: {uri: low}}]"))
                .addTo(environment);
        StreamGraph graph = environment.getStreamGraph();
        Set<String> uids = new HashSet<>();
        for (StreamNode node : graph.getStreamNodes()) {
            assertThat(node.getTransformationUID()).as(node.getOperatorName()).isNotBlank();
            assertThat(uids.add(node.getTransformationUID())).isTrue();
        }
        assertThat(uids).contains("records", "decode", "replies", "experts", "expert-requests");
        assertThat(graph.getJobGraph().getVertices())
                .extracting(JobVertex::getName)
                .contains("experts -> expert-requests: Writer", "predictions: Writer");
        for (StreamNode node : graph.getStreamNodes()) {
            if (List.of("decode", "replies", "experts").contains(node.getOperatorName())) {
                assertThat(node.getOutEdges())
                        .as(node.getOperatorName())
                        .allSatisfy(edge -> assertThat(edge.getBufferTimeout()).isZero());
            }
        }
    }

    @Test
    void bundleAndSectionBelongTogether() {
        assertThatThrownBy(() -> PipelineJob.prepare(parse("ladder", "")))
                .isInstanceOf(BundleException.class)
                .hasMessageContaining("a router bundle");
        assertThatThrownBy(() -> PipelineJob.prepare(parse("router", null)))
                .hasMessageContaining("experts: missing; expected a section with replies-topic");
    }

    @Test
    void anAnswerIsGivenBehindTheQuestion() {
        assertThatThrownBy(() -> PipelineJob.prepare(parse("router", "settle-before: 100 ms")))
                .hasMessageContaining(
                        "experts.settle-before: 100 ms; expected less than the latency of category"
                                + " frugal, 100.0 ms");
    }

    @Test
    void expertsOfTheProcessAreThoseOfThePolicy() {
        assertThatThrownBy(() -> prepareLocal("{name: low, bundle: {uri: high}}"))
                .hasMessageContaining("experts.local: low is bundle high@1.0.0 with hash")
                .hasMessageContaining("expected the one that the policy names");
        assertThatThrownBy(() -> prepareLocal("{name: low, bundle: {uri: router}}"))
                .isInstanceOf(BundleException.class);
        // One that the policy does not name may join later.
        prepareLocal("{name: new, bundle: {uri: high}}");
    }

    @Test
    void budgetsAreKeptWithoutATableOfCostsAndSharedAmongTasks() {
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.getExecutionEnvironment();
        PipelineJob.prepare(
                        parse(
                                "router",
                                "",
                                """
                                parallelism: 2
                                control: {topic: control}
                                budgets:
                                  tenant-header: tenant
                                  limits:
                                    - {scope: job, joules: 40, per: 1min, hard: true, burst: 10}
                                    - {scope: tenant/*, bytes: 1000000, per: 1min}
                                    - {scope: event, joules: 2}
                                    - {scope: job, milliseconds: 25, quantile: 0.99}
                                """))
                .addTo(environment);
        assertThat(environment.getStreamGraph().getStreamNodes())
                .extracting(StreamNode::getTransformationUID)
                .contains("experts", "allotter");
        String small = "budgets: {limits: [{scope: job, joules: 40, per: 1min, hard: true}]}";
        assertThatThrownBy(() -> PipelineJob.prepare(parse("router", "", small)))
                .hasMessageContaining("job joules with a burst of 0.6667 J allows nothing")
                .hasMessageContaining("expected a burst of at least 1.000 J");
        String bytes = "budgets: {limits: [{scope: job, bytes: 9, per: 1s, hard: true}]}";
        assertThatThrownBy(() -> PipelineJob.prepare(parse("router", "", bytes)))
                .hasMessageContaining("budgets.limits: job bytes is a cap")
                .hasMessageContaining("or a soft limit");
    }

    @Test
    void whatCannotBeKeptIsNotPromised() {
        RouterTestBundle budgeted =
                RouterTestBundle.router()
                        .policy(
                                new Policy("1", "", FixedExit.full())
                                        .with(RouterTestBundle.choice())
                                        .with(new KeyBudget(1e6, 1e6)))
                        .version("2.0.0");
        assertThatThrownBy(() -> budgeted.writeTo(directory.resolve("budgeted")))
                .isInstanceOf(BundleException.class)
                .hasMessageContaining("has a key-budget; expected none");
    }

    private void prepareLocal(String expert) {
        PipelineJob.prepare(parse("router", "local: [" + expert + "]"));
    }

    /**
     * @param experts more keys of the section, or null for none at all
     */
    private PipelineConfig parse(String bundle, String experts) {
        return parse(bundle, experts, "");
    }

    private PipelineConfig parse(String bundle, String experts, String more) {
        String section =
                experts == null
                        ? ""
                        : "experts:\n  replies-topic: replies\n  telemetry-topic: telemetry\n"
                                + experts.indent(2);
        return PipelineConfig.parse(
                "test.yaml",
                """
                name: test
                source: {bootstrap-servers: 'localhost:1', topics: [events], format: sluice-event}
                bundle.uri: %s
                kernel.provider: plain
                sink.topic: predictions
                %s
                %s
                """
                        .formatted(bundle, section, more),
                directory,
                name -> null);
    }
}
