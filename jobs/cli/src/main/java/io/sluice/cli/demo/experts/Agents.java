package io.sluice.cli.demo.experts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The agents of an example, each in a process of its own. */
public final class Agents implements AutoCloseable {
    private final Map<String, AgentProcess> processes = new TreeMap<>();
    private final Path logs;

    private Agents(Path logs) {
        this.logs = logs;
    }

    /**
     * Starts agents.
     *
     * @param files their configurations, named after their devices
     * @param bootstrapServers what the files mean by KAFKA_BOOTSTRAP_SERVERS
     */
    public static Agents start(List<Path> files, String bootstrapServers) throws IOException {
        Agents agents = new Agents(Files.createTempDirectory("sluice-agents"));
        try {
            for (Path file : files) {
                String device = file.getFileName().toString().replace(".yaml", "");
                Path log = agents.logs.resolve(device + ".log");
                agents.processes.put(
                        device, AgentProcess.start(device, file, bootstrapServers, log));
            }
            return agents;
        } catch (RuntimeException | Error e) {
            agents.close();
            throw e;
        }
    }

    /** The configurations in a folder. */
    static List<Path> filesIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
        }
    }

    public Set<String> devices() {
        return processes.keySet();
    }

    /** Where their output is. */
    public Path logs() {
        return logs;
    }

    /** Ends one as a power cut does: it says nothing to anybody. */
    void kill(String device) {
        processes.get(device).kill();
    }

    /** Ends all; while the broker is there they say goodbye to it. */
    @Override
    public void close() {
        processes.values().forEach(AgentProcess::close);
    }

    /** Forgets what they said, when nobody has to look for a reason there. */
    public void deleteLogs() {
        try (Stream<Path> paths = Files.walk(logs)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + logs, e);
        }
    }
}
