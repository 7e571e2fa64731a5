package io.sluice.schemas.mapping;

import io.sluice.schemas.ReasonCode;

/** What all decoders say alike. */
final class Decoding {
    private Decoding() {}

    static DecodeException empty(SourceRecord record) {
        return new DecodeException(
                ReasonCode.EMPTY_VALUE,
                "expected a value, found none at "
                        + record.topic()
                        + "-"
                        + record.partition()
                        + "-"
                        + record.offset());
    }
}
