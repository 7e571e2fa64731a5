package io.sluice.agent;

import io.sluice.config.ConfigException;
import io.sluice.config.Section;
import io.sluice.energy.EnergySettings;
import io.sluice.experts.EngineSettings;
import io.sluice.experts.ExpertEngine;
import io.sluice.kernel.config.BundleConfig;
import io.sluice.kernel.config.KernelConfig;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * What {@code agent.yaml} says; deploy/docs/agents.md documents every key.
 *
 * @param device the device's name, unique in the fleet
 * @param kafka how Kafka is reached, and the topics
 * @param kernel what runs the stages
 * @param experts the experts that the device hosts, at least one
 * @param engine batches, queue and memory
 * @param energy where joules come from
 * @param simulate what the device pretends, or null
 * @param http the server for peers and others, or null
 * @param peers how requests are passed on
 */
public record AgentConfig(
        String device,
        Kafka kafka,
        KernelConfig kernel,
        List<Hosted> experts,
        EngineSettings engine,
        EnergySettings energy,
        Simulate simulate,
        Http http,
        Peers peers) {
    private static final long MOST = 1_000_000;
    private static final String TOPIC_NAME = "[a-zA-Z0-9._-]{1,249}";

    /**
     * Kafka's side of the agent.
     *
     * @param bootstrapServers the brokers
     * @param properties further properties of all clients
     * @param requestTopic where requests to this device are written
     * @param groupId under which offsets are committed
     * @param telemetryTopic the compacted topic of all devices
     * @param period between telemetry that says nothing new
     * @param createTopics whether topics that are missing are created
     */
    public record Kafka(
            String bootstrapServers,
            Map<String, String> properties,
            String requestTopic,
            String groupId,
            String telemetryTopic,
            Duration period,
            boolean createTopics) {}

    /**
     * An expert on this device.
     *
     * @param name by which it is asked
     * @param bundle its ladder
     */
    public record Hosted(String name, BundleConfig bundle) {}

    /**
     * The server of the Open Inference Protocol.
     *
     * @param host the address it listens on
     * @param port its port, 0 for any free one
     * @param url how peers reach it; empty for the machine's name and the port
     * @param budget of requests that bring none
     */
    public record Http(String host, int port, String url, Duration budget) {}

    /**
     * What a device pretends, for demonstrations; it may then be changed over HTTP.
     *
     * @param slowdown the factor by which compute is stretched, at least 1
     */
    public record Simulate(double slowdown) {}

    /**
     * The other devices.
     *
     * @param forward whether requests that would be late here are passed on
     * @param staleAfter a peer that is silent for so long is not asked
     * @param urls peers to ask for telemetry while Kafka is away, beside those that were heard of
     */
    public record Peers(boolean forward, Duration staleAfter, List<URI> urls) {
        public Peers {
            urls = List.copyOf(urls);
        }
    }

    public AgentConfig {
        experts = List.copyOf(experts);
    }

    /**
     * Reads a file; relative paths in it are relative to its directory.
     *
     * @throws ConfigException naming every key that is wrong
     */
    public static AgentConfig load(Path file) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        return parse(file.toString(), Files.readString(file), directory, System::getenv);
    }

    /** Reads a document. */
    public static AgentConfig parse(
            String source, String text, Path directory, Function<String, String> environment) {
        Section root = Section.parse(source, text, environment);
        String device = root.string("device");
        if (!device.matches("[a-zA-Z0-9._-]{1,100}")) {
            root.problem("device", "'" + device + "'", "1 to 100 of a-z A-Z 0-9 . _ -");
        }
        Kafka kafka = kafka(root, device);
        List<Hosted> experts = experts(root, directory);
        AgentConfig config =
                new AgentConfig(
                        device,
                        kafka,
                        KernelConfig.read(root.sectionOrEmpty("kernel")),
                        experts,
                        engine(root, experts.size()),
                        EnergySettings.read(root.sectionOrEmpty("energy")),
                        root.has("simulate") ? simulate(root.section("simulate")) : null,
                        root.has("http") ? http(root.section("http")) : null,
                        peers(root));
        if (config.peers.forward() && config.http == null) {
            root.problem("peers.forward", "'true' without http", "the section http");
        }
        root.finish();
        return config;
    }

    private static Kafka kafka(Section root, String device) {
        Section kafka = root.section("kafka");
        String prefix = kafka.string("request-topic-prefix", "sluice-experts");
        String request = kafka.string("request-topic", prefix + "." + device);
        String telemetry = kafka.string("telemetry-topic", "sluice-expert-telemetry");
        requireTopic(kafka, "request-topic", request);
        requireTopic(kafka, "telemetry-topic", telemetry);
        return new Kafka(
                kafka.string("bootstrap-servers"),
                kafka.properties("properties"),
                request,
                kafka.string("group-id", "sluice-agent-" + device),
                telemetry,
                positive(kafka, "telemetry-period", Duration.ofMillis(500)),
                kafka.bool("create-topics", true));
    }

    private static void requireTopic(Section section, String key, String topic) {
        if (!topic.matches(TOPIC_NAME)) {
            section.problem(key, "'" + topic + "'", "a topic's name, of a-z A-Z 0-9 . _ -");
        }
    }

    private static List<Hosted> experts(Section root, Path directory) {
        List<Hosted> experts = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Section section : root.sections("experts")) {
            String name = section.string("name");
            if (!names.add(name)) {
                section.problem("name", "'" + name + "' is there twice", "a name of its own");
            }
            experts.add(new Hosted(name, BundleConfig.read(section.section("bundle"), directory)));
        }
        if (experts.isEmpty() && root.has("experts")) {
            root.problem("experts", "none", "at least one expert");
        }
        return experts;
    }

    private static EngineSettings engine(Section root, int experts) {
        Section engine = root.sectionOrEmpty("engine");
        EngineSettings defaults = EngineSettings.defaults();
        int maxBatch = (int) engine.integer("max-batch", 1, 65_536, defaults.maxBatch());
        int maxQueue = (int) engine.integer("max-queue", 1, MOST, defaults.maxQueue());
        int slots = (int) engine.integer("slots", 1, MOST, Math.max(1, experts));
        return new EngineSettings(maxBatch, maxQueue, slots);
    }

    private static Simulate simulate(Section simulate) {
        return new Simulate(simulate.decimal("slowdown", 1, ExpertEngine.MOST_SLOWDOWN, 1));
    }

    private static Http http(Section http) {
        String url = http.string("url", "");
        if (!url.isEmpty() && !isHttp(url)) {
            http.problem("url", "'" + url + "'", "an address such as http://edge-3:8008");
        }
        return new Http(
                http.string("host", "localhost"),
                (int) http.integer("port", 0, 65_535, 8008),
                url,
                positive(http, "default-budget", Duration.ofSeconds(10)));
    }

    private static Peers peers(Section root) {
        Section peers = root.sectionOrEmpty("peers");
        List<URI> urls = new ArrayList<>();
        for (String url : peers.has("urls") ? peers.strings("urls") : List.<String>of()) {
            if (isHttp(url)) {
                urls.add(URI.create(url));
            } else {
                peers.problem("urls", "'" + url + "'", "addresses such as http://edge-3:8008");
            }
        }
        return new Peers(
                peers.bool("forward", false),
                positive(peers, "stale-after", Duration.ofSeconds(3)),
                urls);
    }

    private static Duration positive(Section section, String key, Duration fallback) {
        Duration duration = section.duration(key, fallback);
        if (duration.isZero() || duration.isNegative()) {
            section.problem(key, "'" + duration + "'", "a duration above 0, such as 500 ms");
            return fallback;
        }
        return duration;
    }

    /** Whether a text is an address that can be asked. */
    static boolean isHttp(String url) {
        try {
            URI uri = URI.create(url);
            return Set.of("http", "https").contains(String.valueOf(uri.getScheme()))
                    && uri.getHost() != null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
