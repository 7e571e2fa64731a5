package io.sluice.cli.demo.experts;

import io.sluice.cli.data.TopicConsumer;
import io.sluice.schemas.ExpertTelemetry;
import io.sluice.schemas.ExpertTelemetryCodec;
import io.sluice.schemas.MalformedException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/** Makes a device of the demo slow, as one that is too hot, by the address in its telemetry. */
final class Slowdown {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private Slowdown() {}

    /**
     * Makes a device compute slower.
     *
     * @param times so many times as slow as it is by itself
     */
    static void set(String bootstrapServers, String telemetryTopic, String device, double times)
            throws IOException, InterruptedException {
        URI address =
                URI.create(url(bootstrapServers, telemetryTopic, device) + "/sluice/slowdown");
        HttpResponse<String> answer =
                HttpClient.newHttpClient()
                        .send(
                                HttpRequest.newBuilder(address)
                                        .timeout(LIMIT)
                                        .PUT(BodyPublishers.ofString(String.valueOf(times)))
                                        .build(),
                                BodyHandlers.ofString());
        if (answer.statusCode() != 204) {
            throw new IOException(address + " answered " + answer.statusCode() + answer.body());
        }
    }

    private static String url(String bootstrapServers, String telemetryTopic, String device)
            throws IOException {
        try (KafkaConsumer<byte[], byte[]> consumer =
                TopicConsumer.open(bootstrapServers, telemetryTopic, "read_uncommitted")) {
            for (long end = System.nanoTime() + LIMIT.toNanos(); System.nanoTime() < end; ) {
                for (ConsumerRecord<byte[], byte[]> record :
                        consumer.poll(Duration.ofMillis(100))) {
                    if (record.value() != null) {
                        ExpertTelemetry heard = ExpertTelemetryCodec.decode(record.value());
                        if (heard.device().equals(device)) {
                            return heard.url();
                        }
                    }
                }
            }
        } catch (MalformedException e) {
            throw new IOException("telemetry cannot be read: " + e.getMessage(), e);
        }
        throw new IOException("nothing was heard of " + device + " within " + LIMIT);
    }
}
