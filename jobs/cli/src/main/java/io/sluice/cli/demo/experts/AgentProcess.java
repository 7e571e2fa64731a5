package io.sluice.cli.demo.experts;

import io.sluice.cli.SluiceCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A device of the demo: an agent in a process of its own, which can be killed. */
final class AgentProcess implements AutoCloseable {
    private final String device;
    private final Process process;

    private AgentProcess(String device, Process process) {
        this.device = device;
        this.process = process;
    }

    /**
     * Starts an agent; it is up when its telemetry is heard.
     *
     * @param device its name, for messages
     * @param configuration its agent file
     * @param bootstrapServers what the file means by KAFKA_BOOTSTRAP_SERVERS
     * @param log where its output goes
     */
    static AgentProcess start(
            String device, Path configuration, String bootstrapServers, Path log) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // Small, and quick to start: five of them share a machine with Kafka and Flink.
        command.addAll(
                List.of("-Xmx96m", "-Xss512k", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        if (Runtime.version().feature() >= 22) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        if (Runtime.version().feature() >= 23) {
            command.add("--sun-misc-unsafe-memory-access=allow");
        }
        command.addAll(
                List.of(
                        SluiceCommand.class.getName(),
                        "agent",
                        "--config",
                        configuration.toString()));
        ProcessBuilder builder = new ProcessBuilder(command);
        // ONNX Runtime crashes under a long command line, so the class path is in the environment.
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        builder.environment().put("KAFKA_BOOTSTRAP_SERVERS", bootstrapServers);
        builder.redirectErrorStream(true).redirectOutput(log.toFile());
        try {
            return new AgentProcess(device, builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start the agent " + device, e);
        }
    }

    String device() {
        return device;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Ends it as a power cut does: it says nothing to anybody. */
    void kill() {
        process.destroyForcibly();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
