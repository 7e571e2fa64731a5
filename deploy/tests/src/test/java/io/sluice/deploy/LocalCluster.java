package io.sluice.deploy;

import io.sluice.kafka.EmbeddedKafka;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The cluster of {@code deploy/local-cluster/cluster.sh}, on free ports. Closing ends it. */
final class LocalCluster implements AutoCloseable {
    private static final long SCRIPT_SECONDS = 150;

    private final Path directory;
    private final Map<String, String> environment;
    private final Thread lastResort = new Thread(() -> run("stop"));

    /**
     * @param directory where the cluster keeps its configuration, logs and state
     * @param settings further environment of all its processes
     */
    LocalCluster(Path directory, Map<String, String> settings) {
        this.directory = directory;
        this.environment = new java.util.HashMap<>(settings);
        String jvm = System.getProperty("test.jvm", System.getProperty("java.home"));
        environment.put("JAVA_HOME", jvm);
        environment.put("SLUICE_FLINK_HOME", Checkout.flink().toString());
        environment.put("SLUICE_CLUSTER_DIR", directory.toString());
        environment.put("SLUICE_REST_PORT", String.valueOf(EmbeddedKafka.freePort()));
        environment.put("SLUICE_RPC_PORT", String.valueOf(EmbeddedKafka.freePort()));
        environment.put("SLUICE_METRICS_PORTS", "0");
        // When the tests are broken off, nothing of the cluster stays behind.
        Runtime.getRuntime().addShutdownHook(lastResort);
    }

    /** Runs a command of the script; its last line of output. */
    String run(String... arguments) {
        try {
            return execute(arguments);
        } catch (IOException e) {
            throw new IllegalStateException("cannot run cluster.sh", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while cluster.sh ran", e);
        }
    }

    private String execute(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Checkout.file("deploy/local-cluster/cluster.sh").toString());
        command.addAll(List.of(arguments));
        // A file and no pipe: the processes that the script leaves running must not hold it open.
        Path output = Files.createTempFile("cluster", ".out");
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        boolean ended = process.waitFor(SCRIPT_SECONDS, TimeUnit.SECONDS);
        if (!ended) {
            process.destroyForcibly();
        }
        String text = Files.readString(output).strip();
        Files.delete(output);
        if (!ended || process.exitValue() != 0) {
            throw new IllegalStateException(
                    String.join(" ", command) + (ended ? " failed: " : " took too long: ") + text);
        }
        return text.substring(text.lastIndexOf('\n') + 1);
    }

    /** The log of one of the cluster's processes, such as {@code taskmanager-1}. */
    List<String> log(String process) throws IOException {
        return Files.readAllLines(
                directory.resolve("log").resolve(process + ".log"), StandardCharsets.UTF_8);
    }

    /** The files that a process has mapped into its memory and whose names contain the text. */
    List<String> mapped(String process, String text) throws IOException {
        String pid = Files.readString(directory.resolve("pid").resolve(process)).strip();
        try (var lines = Files.lines(Path.of("/proc", pid, "maps"))) {
            return lines.filter(line -> line.contains(text))
                    .map(line -> line.substring(line.indexOf('/')))
                    .distinct()
                    .toList();
        }
    }

    @Override
    public void close() {
        run("stop");
        Runtime.getRuntime().removeShutdownHook(lastResort);
    }
}
