package io.sluice.jobs;

import io.sluice.gates.FixedExit;
import io.sluice.gates.Policy;
import io.sluice.gates.experts.ExpertCategory;
import io.sluice.gates.experts.ExpertPolicy;
import io.sluice.gates.experts.ExpertSpec;
import io.sluice.jobs.config.PipelineConfig;
import io.sluice.kafka.EmbeddedKafka;
import io.sluice.kernel.bundle.Bundle;
import io.sluice.kernel.testkit.RouterTestBundle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A pipeline over the test router, and the devices that host its experts. Topics: {@code events},
 * {@code replies}, {@code telemetry}, and {@code requests.<device>}.
 */
final class ExpertRun extends JobRun {
    static final Set<Integer> LOW = classes(0, 5);
    static final Set<Integer> HIGH = classes(5, 10);
    static final Set<Integer> ALL = classes(0, 10);

    final Bundle bundle;
    final Outcomes outcomes;
    final List<ExpertAgent> agents = new ArrayList<>();
    private final Map<String, String> hashes;
    private int sent;

    /**
     * @param latencyMillis the time to answer in
     * @param experts the experts of the first policy
     */
    ExpertRun(Path directory, EmbeddedKafka kafka, double latencyMillis, String... experts)
            throws Exception {
        super(directory, kafka);
        ExpertPolicy policy = policy(latencyMillis, experts);
        hashes =
                RouterTestBundle.choice().experts().stream()
                        .collect(Collectors.toMap(ExpertSpec::name, ExpertSpec::bundle));
        bundle =
                Bundle.open(
                        RouterTestBundle.router()
                                .policy(new Policy("1", "", FixedExit.full()).with(policy))
                                .writeTo(directory.resolve("bundle")));
        Files.writeString(directory.resolve("reading.avsc"), PipelineRun.SCHEMA);
        kafka.createTopic("events", 2);
        kafka.createTopic("replies", 2);
        kafka.createTopic("telemetry", 2, Map.of("cleanup.policy", "compact"));
        outcomes = new Outcomes(kafka.bootstrapServers());
    }

    private static Set<Integer> classes(int from, int to) {
        return IntStream.range(from, to).boxed().collect(Collectors.toSet());
    }

    private static ExpertPolicy policy(double latencyMillis, String... names) {
        ExpertPolicy choice = RouterTestBundle.choice();
        return new ExpertPolicy(
                choice.features(),
                choice.experts().stream().filter(e -> List.of(names).contains(e.name())).toList(),
                choice.temperature(),
                choice.correlation(),
                choice.costWeight(),
                choice.joulesScale(),
                choice.standbyWatts(),
                List.of(new ExpertCategory("default", latencyMillis, Double.POSITIVE_INFINITY, 2)),
                choice.sample(),
                new int[choice.sample().length]);
    }

    ExpertAgent agent(String device, String expert, Set<Integer> knows, long millis)
            throws Exception {
        return agent(device, "requests." + device, expert, knows, millis);
    }

    ExpertAgent agent(String device, String topic, String expert, Set<Integer> knows, long millis)
            throws Exception {
        ExpertAgent agent =
                new ExpertAgent(this, device, topic, expert, hashes.get(expert), knows, millis);
        agents.add(agent);
        return agent;
    }

    PipelineConfig config() {
        return config("");
    }

    /** The pipeline with more keys of its section {@code experts}. */
    PipelineConfig config(String more) {
        return config(more, "");
    }

    /** The same with further keys of the top level. */
    PipelineConfig config(String more, String further) {
        return parse(
                """
                name: test
                parallelism: 2
                source:
                %s
                bundle.uri: bundle
                control.topic: control
                sink.topic: predictions
                experts:
                  replies-topic: replies
                  telemetry-topic: telemetry
                %s
                """
                                .formatted(PipelineRun.defaultSource().indent(2), more.indent(2))
                        + further);
    }

    /** Sends requests whose labels go through all classes. */
    void send(int count) {
        for (int i = 0; i < count; i++, sent++) {
            byte[] value = PipelineRun.reading("e" + sent, sent, sent % 10, 100);
            producer.send(new ProducerRecord<>("events", sent % 2, null, value));
        }
        producer.flush();
    }

    int sent() {
        return sent;
    }

    /** Waits until all is answered, and that nothing more comes. */
    void awaitAnswers() {
        outcomes.await(sent, 0);
        outcomes.settle();
    }

    @Override
    public void close() throws Exception {
        for (ExpertAgent agent : agents) {
            agent.close();
        }
        outcomes.close();
        super.close();
    }
}
