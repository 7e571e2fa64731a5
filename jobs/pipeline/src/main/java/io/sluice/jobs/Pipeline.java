package io.sluice.jobs;

import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The job of a pipeline file: what is between its records and its predictions. */
public interface Pipeline {
    /** Kafka's own 16 KiB hold three answers that carry inputs of 4 KiB. */
    int PRODUCER_BATCH_BYTES = 128 << 10;

    /** Adds the whole job to an environment. */
    void addTo(StreamExecutionEnvironment environment);

    /** Gives an operator its name, which is its uid too. */
    static <T> SingleOutputStreamOperator<T> named(
            SingleOutputStreamOperator<T> stream, String name) {
        return stream.name(name).uid(name);
    }
}
