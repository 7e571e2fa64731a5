package io.sluice.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.operators.serialization.SensorAckSerializer;
import io.sluice.schemas.SensorAck;
import io.sluice.schemas.SensorAckCodec;
import io.sluice.schemas.SensorCommand;
import io.sluice.schemas.SensorCommandCodec;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

/** The ends of the way to a device and back. */
class MessageDeserializerTest {
    private static final byte[] KEY = {'c', 'a', 'r'};

    @Test
    void whatIsNoAcknowledgementIsPassedOver() {
        SensorAck ack = new SensorAck(KEY, 7, List.of("camera"), 2000);
        assertThat(read(SensorAckCodec.encode(ack))).containsExactly(ack);
        assertThat(read(null)).as("a tombstone of a compacted topic").isEmpty();
        assertThat(read(new byte[0])).isEmpty();
        assertThat(read(new byte[] {9, 9, 9})).isEmpty();
        byte[] cut = SensorAckCodec.encode(ack);
        assertThat(read(java.util.Arrays.copyOf(cut, cut.length - 1))).isEmpty();
    }

    @Test
    void aCommandIsKeyedByItsDeviceSoThatCompactionKeepsTheNewest() throws Exception {
        SensorCommand command = new SensorCommand(KEY, 3, 2000, List.of("radar"), "SWITCH", 5, "v");
        ProducerRecord<byte[], byte[]> record =
                new CommandRecordSerializer("commands").serialize(command, null, 0L);
        assertThat(record.topic()).isEqualTo("commands");
        assertThat(record.key()).isEqualTo(KEY);
        assertThat(SensorCommandCodec.decode(record.value())).isEqualTo(command);
    }

    private static List<SensorAck> read(byte[] value) {
        List<SensorAck> read = new ArrayList<>();
        new MessageDeserializer<>(
                        "Acknowledgement", SensorAckCodec::decode, SensorAckSerializer.TYPE)
                .deserialize(
                        new ConsumerRecord<>("acks", 0, 0, KEY, value),
                        new Collector<>() {
                            @Override
                            public void collect(SensorAck ack) {
                                read.add(ack);
                            }

                            @Override
                            public void close() {}
                        });
        return read;
    }
}
