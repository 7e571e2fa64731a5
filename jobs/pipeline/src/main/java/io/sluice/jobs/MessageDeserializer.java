package io.sluice.jobs;

import io.sluice.schemas.MalformedException;
import java.io.Serializable;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads messages of devices or tasks. A record that is none is passed over with a warning, as the
 * job goes on without it: an acknowledgement or a status says all again the next time, and a
 * request is answered without the reply.
 *
 * @param <T> the message
 */
final class MessageDeserializer<T> implements KafkaRecordDeserializationSchema<T> {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(MessageDeserializer.class);

    private final String what;
    private final Decoder<T> decoder;
    private final TypeInformation<T> type;

    /** Decodes the value of a record. */
    @FunctionalInterface
    interface Decoder<T> extends Serializable {
        T decode(byte[] value) throws MalformedException;
    }

    /**
     * @param what the messages are, for warnings
     */
    MessageDeserializer(String what, Decoder<T> decoder, TypeInformation<T> type) {
        this.what = what;
        this.decoder = decoder;
        this.type = type;
    }

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<T> out) {
        if (record.value() == null) {
            return;
        }
        try {
            out.collect(decoder.decode(record.value()));
        } catch (MalformedException e) {
            LOG.warn(
                    "{} at offset {} of {}-{} passed over: {}",
                    what,
                    record.offset(),
                    record.topic(),
                    record.partition(),
                    e.getMessage());
        }
    }

    @Override
    public TypeInformation<T> getProducedType() {
        return type;
    }
}
