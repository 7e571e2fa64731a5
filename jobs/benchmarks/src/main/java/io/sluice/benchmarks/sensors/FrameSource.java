package io.sluice.benchmarks.sensors;

import io.sluice.operators.sensors.SensorFrame;
import io.sluice.schemas.DType;
import io.sluice.schemas.Event;
import io.sluice.schemas.Event.NamedTensor;
import io.sluice.schemas.Tensor;
import io.sluice.schemas.mapping.SourceRecord;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalLong;
import org.apache.flink.api.common.functions.MapFunction;

/**
 * The frames of devices with three sensors at 10 Hz, by their number. Each split of the numbers has
 * devices of its own, whose frames come in the order of their times.
 *
 * @param frames how many there are in all
 * @param splits how many parts the numbers are read in
 * @param devices how many devices a part has
 */
record FrameSource(long frames, int splits, int devices) implements MapFunction<Long, SensorFrame> {
    static final long PERIOD_MILLIS = 100;
    static final List<String> MODALITIES = List.of("camera", "radar", "lidar");
    private static final int VALUE_BYTES = 784;

    @Override
    public SensorFrame map(Long number) {
        long perSplit = frames / splits;
        long within = number % perSplit;
        int modality = (int) (within % MODALITIES.size());
        long turn = within / MODALITIES.size();
        long device = number / perSplit * devices + turn % devices;
        long time = 1_790_000_000_000L + turn / devices * PERIOD_MILLIS;
        byte[] key = ("device-" + device).getBytes(StandardCharsets.UTF_8);
        byte[] value = new byte[VALUE_BYTES];
        ByteBuffer.wrap(value).putLong(number);
        Tensor tensor = Tensor.slice(DType.UINT8, new int[] {28, 28}, value, 0, VALUE_BYTES);
        String name = MODALITIES.get(modality);
        Event event =
                new Event(
                        name + '-' + number,
                        key,
                        time,
                        List.of(new NamedTensor(name, tensor)),
                        OptionalLong.empty(),
                        OptionalLong.empty());
        SourceRecord origin = new SourceRecord(name, 0, number, time, key, value, List.of());
        return new SensorFrame(event, 1 << modality, 0, null, origin, time * 1000);
    }
}
