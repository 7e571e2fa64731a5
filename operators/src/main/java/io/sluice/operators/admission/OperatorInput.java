package io.sluice.operators.admission;

import org.apache.flink.streaming.api.operators.Input;
import org.apache.flink.streaming.runtime.streamrecord.LatencyMarker;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;

/** An input that has no key and takes no part in the idleness of its source. */
abstract class OperatorInput<T> implements Input<T> {
    @Override
    public void processWatermarkStatus(WatermarkStatus status) {}

    @Override
    public void processLatencyMarker(LatencyMarker marker) {}

    @Override
    public void setKeyContextElement(StreamRecord<T> element) {}
}
