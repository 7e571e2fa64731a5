package io.sluice.jobs.control;

import io.sluice.schemas.mapping.SourceRecord;
import java.util.List;
import java.util.Properties;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * Gives every task the whole control topic, from its beginning at each start.
 *
 * <p>Flink cannot checkpoint a task that has both a chained source and a network input, and a
 * broadcast is a network input; it would cost a serialisation of every event. So the topic is not
 * broadcast after it was read once, but read once per task, which its size allows. Nothing is
 * saved: what a task has applied is in its state, by epoch, and reading a message again changes
 * nothing.
 */
public final class ControlTopicSource
        implements Source<SourceRecord, ControlTopicSource.NoSplit, Void> {
    private static final long serialVersionUID = 1L;

    private final String topic;
    private final Properties consumer;

    /**
     * @param topic a topic of one partition, because its order is the order of the epochs
     * @param consumer settings of the Kafka consumer, bootstrap servers included
     */
    public ControlTopicSource(String topic, Properties consumer) {
        this.topic = topic;
        this.consumer = consumer;
    }

    /** There is nothing to split. */
    public record NoSplit() implements SourceSplit {
        @Override
        public String splitId() {
            return "none";
        }
    }

    @Override
    public Boundedness getBoundedness() {
        return Boundedness.CONTINUOUS_UNBOUNDED;
    }

    @Override
    public SourceReader<SourceRecord, NoSplit> createReader(SourceReaderContext context) {
        return new ControlTopicReader(topic, consumer);
    }

    @Override
    public SplitEnumerator<NoSplit, Void> createEnumerator(
            SplitEnumeratorContext<NoSplit> context) {
        return new NoEnumerator();
    }

    @Override
    public SplitEnumerator<NoSplit, Void> restoreEnumerator(
            SplitEnumeratorContext<NoSplit> context, Void checkpoint) {
        return new NoEnumerator();
    }

    @Override
    public SimpleVersionedSerializer<NoSplit> getSplitSerializer() {
        return new EmptySerializer<>(new NoSplit());
    }

    @Override
    public SimpleVersionedSerializer<Void> getEnumeratorCheckpointSerializer() {
        return new EmptySerializer<>(null);
    }

    private static final class NoEnumerator implements SplitEnumerator<NoSplit, Void> {
        @Override
        public void start() {}

        @Override
        public void handleSplitRequest(int subtaskId, String requesterHostname) {}

        @Override
        public void addSplitsBack(List<NoSplit> splits, int subtaskId) {}

        @Override
        public void addReader(int subtaskId) {}

        @Override
        public Void snapshotState(long checkpointId) {
            return null;
        }

        @Override
        public void close() {}
    }

    /** Serialises a value without content. */
    private record EmptySerializer<T>(T value) implements SimpleVersionedSerializer<T> {
        @Override
        public int getVersion() {
            return 1;
        }

        @Override
        public byte[] serialize(T content) {
            return new byte[0];
        }

        @Override
        public T deserialize(int version, byte[] serialized) {
            return value;
        }
    }
}
