package io.sluice.cli;

import io.sluice.kafka.EmbeddedKafka;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * A Flink in this process, with its web UI.
 *
 * @param environment where jobs are added
 * @param webAddress the address of the web UI
 */
public record LocalFlink(StreamExecutionEnvironment environment, String webAddress) {
    /**
     * Prepares a Flink; it starts with its first job.
     *
     * @param slots how many slots it has
     * @param webPort port of the web UI; when it is taken, or 0, a free one
     * @param restore a savepoint or checkpoint to start from, or null
     */
    public static LocalFlink start(int slots, int webPort, String restore) {
        int port = webPort != 0 && isFree(webPort) ? webPort : EmbeddedKafka.freePort();
        Configuration settings = new Configuration();
        settings.set(RestOptions.PORT, port);
        settings.set(RestOptions.BIND_PORT, String.valueOf(port));
        settings.set(RestOptions.ADDRESS, "localhost");
        settings.set(RestOptions.BIND_ADDRESS, "localhost");
        settings.set(TaskManagerOptions.NUM_TASK_SLOTS, slots);
        settings.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(64));
        settings.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(64));
        if (restore != null) {
            settings.set(StateRecoveryOptions.SAVEPOINT_PATH, restore);
        }
        return new LocalFlink(
                StreamExecutionEnvironment.createLocalEnvironmentWithWebUI(settings),
                "http://localhost:" + port);
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }
}
