package io.sluice.operators.sensors;

import io.sluice.operators.admission.DecoderFactory;
import io.sluice.operators.admission.DecodingOperator;
import io.sluice.operators.admission.RecordDecoding;
import io.sluice.schemas.Event;
import io.sluice.schemas.ReasonCode;
import io.sluice.schemas.mapping.PartialEvent;
import io.sluice.schemas.mapping.PartialEvent.Fault;
import io.sluice.schemas.mapping.SourceRecord;

/**
 * Decodes raw records to frames. A modality whose values are not usable is marked as broken in its
 * frame; a record that has no usable modality is a dead letter too, and its frame goes on so that
 * nobody waits for it. What has no key, or nothing of any modality, is a dead letter alone.
 */
public final class DecodeOperator extends DecodingOperator<SensorFrame> {
    private static final long serialVersionUID = 1L;

    private final DecodeOptions options;

    private transient ModalityMasks masks;

    public DecodeOperator(DecodeOptions options, DecoderFactory decoders) {
        super(options.watermarks(), decoders);
        this.options = options;
    }

    @Override
    public void open() throws Exception {
        super.open();
        masks = new ModalityMasks(options.modalities());
    }

    @Override
    protected void decode(SourceRecord record, RecordDecoding decoding) {
        PartialEvent read = decoding.decodePartial(record);
        if (read == null) {
            return;
        }
        if (read.event().key() == null) {
            decoding.refuse(
                    record,
                    ReasonCode.MISSING_FIELD,
                    "the record has no key; expected the device's, by which its frames are joined");
            return;
        }
        masks.read(read);
        if (masks.usable() == 0) {
            Fault fault = read.faults().get(0);
            decoding.refuse(record, fault.reason(), fault.message());
            if (masks.broken() == 0) {
                return;
            }
        }
        long now = now();
        Event event = masks.usableInputs(read.event());
        emit(
                new SensorFrame(
                        event, masks.usable(), masks.broken(), read.context(), record, now * 1000),
                record,
                event.eventTimeMillis(),
                now);
    }
}
