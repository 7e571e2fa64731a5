package io.sluice.jobs;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.runtime.executiongraph.AccessExecutionGraph;
import org.apache.flink.runtime.executiongraph.AccessExecutionVertex;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/** How the jobs of the running test are, for the message of a test that waited in vain. */
final class RunStates {
    private static final int FRAMES = 12;
    private static final Set<JobRun> RUNS = ConcurrentHashMap.newKeySet();

    private RunStates() {}

    static void add(JobRun run) {
        RUNS.add(run);
    }

    static void remove(JobRun run) {
        RUNS.remove(run);
    }

    /** Jobs with their tasks and last failure, ends of topics, and where the tasks' threads are. */
    static String all() {
        return Stream.concat(RUNS.stream().map(RunStates::one), Stream.of(threads()))
                .collect(Collectors.joining("\n"));
    }

    private static String one(JobRun run) {
        try {
            return run.graphs().stream().map(RunStates::job).collect(Collectors.joining("\n"))
                    + "\n"
                    + ends(run);
        } catch (Exception e) {
            return "its job cannot be asked: " + e;
        }
    }

    private static String job(AccessExecutionGraph graph) {
        StringBuilder text =
                new StringBuilder("job " + graph.getJobName() + " " + graph.getState());
        for (AccessExecutionVertex task : graph.getAllExecutionVertices()) {
            text.append("\n  ")
                    .append(task.getTaskNameWithSubtaskIndex())
                    .append(' ')
                    .append(task.getExecutionState())
                    .append(", attempt ")
                    .append(task.getCurrentExecutionAttempt().getAttemptNumber());
        }
        if (graph.getFailureInfo() != null) {
            text.append("\n  failed: ").append(graph.getFailureInfo().getExceptionAsString());
        }
        if (graph.getCheckpointStatsSnapshot() != null) {
            text.append("\n  ").append(graph.getCheckpointStatsSnapshot().getCounts());
        }
        return text.toString();
    }

    /** Ends of all topics; where a committed end is behind, a transaction is open. */
    private static String ends(JobRun run) throws Exception {
        try (Admin admin =
                Admin.create(
                        Map.of(
                                "bootstrap.servers",
                                run.kafka.bootstrapServers(),
                                "default.api.timeout.ms",
                                5_000,
                                "request.timeout.ms",
                                4_000))) {
            Map<TopicPartition, OffsetSpec> latest =
                    admin
                            .describeTopics(admin.listTopics().names().get())
                            .allTopicNames()
                            .get()
                            .values()
                            .stream()
                            .flatMap(
                                    topic ->
                                            topic.partitions().stream()
                                                    .map(
                                                            p ->
                                                                    new TopicPartition(
                                                                            topic.name(),
                                                                            p.partition())))
                            .collect(Collectors.toMap(p -> p, p -> OffsetSpec.latest()));
            var written = admin.listOffsets(latest).all().get();
            var committed =
                    admin.listOffsets(latest, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                            .all()
                            .get();
            return latest.keySet().stream()
                    .map(
                            p ->
                                    "  %s: end %d, committed %d"
                                            .formatted(
                                                    p,
                                                    written.get(p).offset(),
                                                    committed.get(p).offset()))
                    .sorted()
                    .collect(Collectors.joining("\n"));
        }
    }

    private static String threads() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(thread -> thread.getKey().getName().matches(".*\\(\\d+/\\d+\\)#\\d+.*"))
                .map(
                        thread ->
                                thread.getKey().getName()
                                        + Stream.of(thread.getValue())
                                                .limit(FRAMES)
                                                .map(frame -> "\n    " + frame)
                                                .collect(Collectors.joining()))
                .collect(Collectors.joining("\n"));
    }
}
