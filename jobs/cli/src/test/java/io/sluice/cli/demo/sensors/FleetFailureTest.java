package io.sluice.cli.demo.sensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.simulator.LabelledImages;
import io.sluice.simulator.SimulatorSettings;
import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class FleetFailureTest {
    private static final Path EXAMPLES = Path.of("../examples");

    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());

    @Test
    void aFrameThatKafkaDoesNotTakeFailsTheFleet() throws Exception {
        Fleet fleet = fleet();
        fleet.run();
        assertThat(fleet.isDone()).isTrue();

        producer.errorNext(new TimeoutException("no broker for 120 s"));

        assertThatThrownBy(fleet::isDone)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("frame device-0-0-")
                .hasMessageContaining("could not be sent to the topic ")
                .hasMessageContaining("no broker for 120 s");
    }

    private Fleet fleet() throws Exception {
        SimulatorSettings settings =
                SimulatorSettings.read(EXAMPLES.resolve("sensors/simulator.yaml"));
        Path sample = EXAMPLES.resolve("fashion-mnist/sample");
        LabelledImages images =
                LabelledImages.read(
                        sample.resolve("images-idx3-ubyte.gz"),
                        sample.resolve("labels-idx1-ubyte.gz"));
        List<String> sensors = List.of("camera", "radar", "lidar");
        return new Fleet(
                settings,
                images,
                new Fleet.Topics(sensors, sensors, "acks"),
                SampleGrid.of(settings, 1, 1, 1_700_000_000_000L),
                1000,
                producer,
                new MockConsumer<>("earliest"));
    }
}
