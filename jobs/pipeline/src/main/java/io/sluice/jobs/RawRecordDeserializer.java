package io.sluice.jobs;

import io.sluice.operators.serialization.SourceRecordSerializer;
import io.sluice.schemas.mapping.SourceRecord;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** Hands records on as they are, with where they came from: nothing is decoded in the source. */
final class RawRecordDeserializer implements KafkaRecordDeserializationSchema<SourceRecord> {
    private static final long serialVersionUID = 1L;

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<SourceRecord> out) {
        out.collect(
                new SourceRecord(
                        record.topic(),
                        record.partition(),
                        record.offset(),
                        record.timestamp(),
                        record.key(),
                        record.value(),
                        headers(record.headers())));
    }

    private static List<io.sluice.schemas.Header> headers(Headers headers) {
        List<io.sluice.schemas.Header> all = null;
        for (Header header : headers) {
            if (all == null) {
                all = new ArrayList<>(4);
            }
            all.add(new io.sluice.schemas.Header(header.key(), header.value()));
        }
        return all == null ? List.of() : List.copyOf(all);
    }

    @Override
    public TypeInformation<SourceRecord> getProducedType() {
        return SourceRecordSerializer.TYPE;
    }
}
