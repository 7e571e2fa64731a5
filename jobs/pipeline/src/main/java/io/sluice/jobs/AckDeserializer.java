package io.sluice.jobs;

import io.sluice.operators.serialization.SensorAckSerializer;
import io.sluice.schemas.MalformedException;
import io.sluice.schemas.SensorAck;
import io.sluice.schemas.SensorAckCodec;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what devices acknowledge. A record that is not an acknowledgement is passed over with a
 * warning: the device's next one says all again.
 */
final class AckDeserializer implements KafkaRecordDeserializationSchema<SensorAck> {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(AckDeserializer.class);

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<SensorAck> out) {
        if (record.value() == null) {
            return;
        }
        try {
            out.collect(SensorAckCodec.decode(record.value()));
        } catch (MalformedException e) {
            LOG.warn(
                    "Acknowledgement at offset {} of {}-{} passed over: {}",
                    record.offset(),
                    record.topic(),
                    record.partition(),
                    e.getMessage());
        }
    }

    @Override
    public TypeInformation<SensorAck> getProducedType() {
        return SensorAckSerializer.TYPE;
    }
}
