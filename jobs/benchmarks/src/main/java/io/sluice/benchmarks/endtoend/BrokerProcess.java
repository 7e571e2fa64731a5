package io.sluice.benchmarks.endtoend;

import io.sluice.kafka.EmbeddedKafka;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * A broker in a process of its own, so that its CPU time is not the job's.
 *
 * <p>The child prints its address and ends when its standard input ends, also when this process is
 * killed.
 */
public final class BrokerProcess implements Broker {
    private static final String READY = "broker ready at ";

    private final Process process;
    private final String bootstrapServers;

    private BrokerProcess(Process process, String bootstrapServers) {
        this.process = process;
        this.bootstrapServers = bootstrapServers;
    }

    public static BrokerProcess start() {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        ProcessBuilder builder =
                new ProcessBuilder(
                        java.toString(),
                        "-Xmx512m",
                        "-XX:+UseParallelGC",
                        "-Dsluice.log.dir=" + logDirectory(),
                        "-Dlog4j.configurationFile=classpath:log4j2.properties",
                        BrokerProcess.class.getName());
        // Not on the command line: it would be long.
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        builder.environment().remove("JDK_JAVA_OPTIONS");
        builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        try {
            Process process = builder.start();
            return new BrokerProcess(process, awaitAddress(process));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start the broker's process", e);
        }
    }

    private static String logDirectory() {
        String directory =
                System.getProperty(
                        "sluice.log.dir", System.getProperty("java.io.tmpdir") + "/sluice");
        return directory + File.separator + "broker";
    }

    private static String awaitAddress(Process process) throws IOException {
        BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith(READY)) {
                return line.substring(READY.length());
            }
        }
        throw new IllegalStateException(
                "the broker's process ended before it was ready; its log is in " + logDirectory());
    }

    @Override
    public String bootstrapServers() {
        return bootstrapServers;
    }

    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** The child. */
    public static void main(String[] arguments) throws IOException {
        try (EmbeddedKafka kafka = EmbeddedKafka.start()) {
            System.out.println(READY + kafka.bootstrapServers());
            System.out.flush();
            while (System.in.read() >= 0) {
                // Nothing is said; the end is the signal.
            }
        }
        System.exit(0);
    }
}
