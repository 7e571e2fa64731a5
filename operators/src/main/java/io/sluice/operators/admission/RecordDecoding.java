package io.sluice.operators.admission;

import io.sluice.operators.DeadLetters;
import io.sluice.schemas.DeadLetter;
import io.sluice.schemas.Event;
import io.sluice.schemas.ReasonCode;
import io.sluice.schemas.mapping.DecodeException;
import io.sluice.schemas.mapping.PartialEvent;
import io.sluice.schemas.mapping.SourceRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeinfo.TypeHint;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.api.operators.Output;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Raw records to events in one task, with dead letters and the watermark of the event times: what
 * an operator behind a source is made of.
 *
 * <p><b>Owned state:</b> {@code writer-schemas}, those learnt from the registry, a union, so that a
 * task knows what any other learnt. <b>Waiting:</b> while a registry does not answer, the decoder
 * blocks and so holds back the source. On the task's thread.
 */
public final class RecordDecoding {
    private static final String STAGE = "decode";
    private static final ListStateDescriptor<Tuple2<Integer, String>> SCHEMAS =
            new ListStateDescriptor<>(
                    "writer-schemas", new TypeHint<Tuple2<Integer, String>>() {}.getTypeInfo());

    private final ListState<Tuple2<Integer, String>> saved;
    private final DecoderFactory.TaskDecoder decoder;

    private Output<?> output;
    private DecodingMetrics metrics;
    private PartitionWatermarks watermarks;
    private long watermark = Long.MIN_VALUE;

    /** Opens a decoder that knows the saved schemas. */
    public RecordDecoding(OperatorStateStore states, DecoderFactory decoders) throws Exception {
        saved = states.getUnionListState(SCHEMAS);
        Map<Integer, String> known = new HashMap<>();
        for (Tuple2<Integer, String> schema : saved.get()) {
            known.put(schema.f0, schema.f1);
        }
        decoder = decoders.open(known);
    }

    /**
     * @param newOutput where dead letters go
     */
    public void open(WatermarkOptions options, Output<?> newOutput, MetricGroup group) {
        output = newOutput;
        metrics = new DecodingMetrics(group, decoder);
        watermarks =
                new PartitionWatermarks(
                        options.disorder().toMillis(),
                        options.idleAfter().toMillis(),
                        options.maxSkew() == null
                                ? PartitionWatermarks.NO_BOUND
                                : options.maxSkew().toMillis(),
                        options.settle().toMillis());
    }

    /** The event of a record, or null when it became a dead letter. */
    public Event decode(SourceRecord record) {
        metrics.received();
        try {
            return decoder.decode(record);
        } catch (DecodeException e) {
            refuse(record, e.reason(), e.getMessage());
            return null;
        }
    }

    /** What can be read of a record, or null when it became a dead letter. */
    public PartialEvent decodePartial(SourceRecord record) {
        metrics.received();
        try {
            return decoder.decodePartial(record);
        } catch (DecodeException e) {
            refuse(record, e.reason(), e.getMessage());
            return null;
        }
    }

    /** Makes a record a dead letter. */
    public void refuse(SourceRecord record, ReasonCode reason, String message) {
        DeadLetter letter = DeadLetters.of(record, STAGE, reason, message);
        metrics.refused(letter.reason());
        output.collect(DeadLetters.TAG, new StreamRecord<>(letter, letter.timestampMillis()));
    }

    /** Notes the time of an event that is given on. */
    public void admitted(SourceRecord record, long eventTimeMillis, long nowMillis) {
        watermarks.event(record.topic(), record.partition(), eventTimeMillis, nowMillis);
    }

    /** The watermark of the event times so far. */
    public long watermark(long nowMillis) {
        return watermarks.watermark(nowMillis);
    }

    /** Whether a watermark is above all before it, which is then what the next must be above. */
    public boolean advances(long toMillis) {
        if (toMillis <= watermark) {
            return false;
        }
        watermark = toMillis;
        return true;
    }

    /** Writes the schemas to the operator's state. */
    public void save() throws Exception {
        List<Tuple2<Integer, String>> schemas = new ArrayList<>();
        decoder.knownSchemas().forEach((id, schema) -> schemas.add(Tuple2.of(id, schema)));
        saved.update(schemas);
    }
}
