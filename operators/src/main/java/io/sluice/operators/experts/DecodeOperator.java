package io.sluice.operators.experts;

import io.sluice.operators.admission.DecoderFactory;
import io.sluice.operators.admission.DecodingOperator;
import io.sluice.operators.admission.RecordDecoding;
import io.sluice.operators.admission.WatermarkOptions;
import io.sluice.schemas.Event;
import io.sluice.schemas.mapping.SourceRecord;

/**
 * Decodes raw records to events. They are pinned to an epoch behind the exchange, so that no policy
 * travels with them.
 */
public final class DecodeOperator extends DecodingOperator<DecodedEvent> {
    private static final long serialVersionUID = 1L;

    public DecodeOperator(WatermarkOptions watermarks, DecoderFactory decoders) {
        super(watermarks, decoders);
    }

    @Override
    protected void decode(SourceRecord record, RecordDecoding decoding) {
        Event event = decoding.decode(record);
        if (event != null) {
            long now = now();
            emit(new DecodedEvent(event, record, now * 1000), record, event.eventTimeMillis(), now);
        }
    }
}
