package io.sluice.jobs;

import io.sluice.operators.serialization.ExpertReplySerializer;
import io.sluice.schemas.ExpertReply;
import io.sluice.schemas.ExpertReplyCodec;
import io.sluice.schemas.MalformedException;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what devices reply. A record that is not a reply is passed over with a warning: its request
 * is answered without it.
 */
final class ReplyDeserializer implements KafkaRecordDeserializationSchema<ExpertReply> {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(ReplyDeserializer.class);

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<ExpertReply> out) {
        if (record.value() == null) {
            return;
        }
        try {
            out.collect(ExpertReplyCodec.decode(record.value()));
        } catch (MalformedException e) {
            LOG.warn(
                    "Reply at offset {} of {}-{} passed over: {}",
                    record.offset(),
                    record.topic(),
                    record.partition(),
                    e.getMessage());
        }
    }

    @Override
    public TypeInformation<ExpertReply> getProducedType() {
        return ExpertReplySerializer.TYPE;
    }
}
