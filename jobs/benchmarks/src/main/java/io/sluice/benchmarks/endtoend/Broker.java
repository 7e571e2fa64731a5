package io.sluice.benchmarks.endtoend;

import io.sluice.kafka.EmbeddedKafka;

/** A Kafka broker that lives as long as a benchmark. */
public interface Broker extends AutoCloseable {
    String bootstrapServers();

    @Override
    void close();

    /** A broker in this process, whose CPU time counts as the job's: only to try things out. */
    static Broker inThisProcess() {
        EmbeddedKafka kafka = EmbeddedKafka.start();
        return new Broker() {
            @Override
            public String bootstrapServers() {
                return kafka.bootstrapServers();
            }

            @Override
            public void close() {
                kafka.close();
            }
        };
    }
}
