package io.sluice.jobs.config;

import io.sluice.config.Quantities;
import io.sluice.config.Section;
import io.sluice.gates.experts.HedgeRule;
import io.sluice.kernel.config.BundleConfig;
import java.io.Serializable;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How experts are asked.
 *
 * @param repliesTopic where devices answer
 * @param telemetryTopic where devices say how they stand
 * @param categoryHeader the header of a source record that names its category; empty for none
 * @param maxBatch the greatest number of requests in a batch of the router's stage
 * @param maxWait how long a request may wait for its batch to fill
 * @param settleBefore how long before its deadline a request is answered with what is there
 * @param hedging when a further expert is asked
 * @param staleAfter after how long a silent device is not asked any more
 * @param local the experts that each process runs itself
 * @param http the experts on servers of the Open Inference Protocol
 */
public record ExpertsConfig(
        String repliesTopic,
        String telemetryTopic,
        String categoryHeader,
        int maxBatch,
        Duration maxWait,
        Duration settleBefore,
        HedgeRule hedging,
        Duration staleAfter,
        List<LocalExpert> local,
        List<HttpExpert> http)
        implements Serializable {

    /** An expert that each process runs itself. */
    public record LocalExpert(String name, BundleConfig bundle) implements Serializable {}

    /**
     * An expert on a server of the Open Inference Protocol, version 2.
     *
     * @param name the expert
     * @param url the server's base address
     * @param model the model's name there
     * @param timeout how long one request may take
     * @param retries how often a request that failed is sent again
     */
    public record HttpExpert(String name, String url, String model, Duration timeout, int retries)
            implements Serializable {}

    static ExpertsConfig read(Section section, Path directory) {
        ExpertsConfig config =
                new ExpertsConfig(
                        section.string("replies-topic"),
                        section.string("telemetry-topic"),
                        section.string("category-header", ""),
                        (int) section.integer("max-batch", 1, 65_536, 64),
                        section.duration("max-wait", Duration.ofMillis(1)),
                        section.duration("settle-before", Duration.ofMillis(5)),
                        hedging(section),
                        section.duration("stale-after", Duration.ofSeconds(3)),
                        local(section, directory),
                        http(section));
        config.check(section);
        return config;
    }

    private static HedgeRule hedging(Section section) {
        String text = section.string("hedge-after", "auto");
        if (text.equals("auto") || text.equals("never")) {
            return text.equals("never") ? HedgeRule.NEVER : HedgeRule.AUTO;
        }
        Optional<Duration> wait = Quantities.duration(text);
        if (wait.isEmpty() || wait.get().toMillis() < 1) {
            section.problem(
                    "hedge-after", "'" + text + "'", "auto, never, or a duration of at least 1 ms");
            return HedgeRule.AUTO;
        }
        return HedgeRule.after(wait.get().toNanos() / 1000);
    }

    private static List<LocalExpert> local(Section section, Path directory) {
        List<LocalExpert> experts = new ArrayList<>();
        if (section.has("local")) {
            for (Section one : section.sections("local")) {
                BundleConfig bundle = BundleConfig.read(one.section("bundle"), directory);
                if (bundle.policyFile() != null) {
                    one.section("bundle")
                            .problem(
                                    "policy",
                                    "'" + bundle.policyFile() + "'",
                                    "none, as an expert runs to its last exit");
                }
                experts.add(new LocalExpert(one.string("name"), bundle));
            }
        }
        return experts;
    }

    private static List<HttpExpert> http(Section section) {
        List<HttpExpert> experts = new ArrayList<>();
        if (section.has("http")) {
            for (Section one : section.sections("http")) {
                String name = one.string("name");
                String url = one.string("url");
                if (one.has("url") && !isAddress(url)) {
                    one.problem("url", "'" + url + "'", "an address such as http://host:8000");
                }
                experts.add(
                        new HttpExpert(
                                name,
                                url,
                                one.string("model", name),
                                one.duration("timeout", Duration.ofSeconds(1)),
                                (int) one.integer("retries", 0, 10, 1)));
            }
        }
        return experts;
    }

    private static boolean isAddress(String url) {
        try {
            URI address = new URI(url);
            return url.matches("https?://.*") && address.getHost() != null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private void check(Section section) {
        requireOneEach(section, "local", local.stream().map(LocalExpert::name).toList());
        requireOneEach(section, "http", http.stream().map(HttpExpert::name).toList());
        if (!repliesTopic.isEmpty() && repliesTopic.equals(telemetryTopic)) {
            section.problem(
                    "telemetry-topic",
                    "'" + telemetryTopic + "' is the topic of replies",
                    "another topic");
        }
        if (staleAfter.toMillis() < 1) {
            section.problem(
                    "stale-after", staleAfter.toMillis() + " ms", "a duration of at least 1 ms");
        }
    }

    private static void requireOneEach(Section section, String key, List<String> names) {
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (!seen.add(name)) {
                section.problem(key, "'" + name + "' is there twice", "each expert once");
            }
        }
    }
}
