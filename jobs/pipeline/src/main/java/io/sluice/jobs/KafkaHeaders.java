package io.sluice.jobs;

import io.sluice.schemas.Header;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.header.internals.RecordHeader;

/** Headers in the form that the Kafka client takes and gives. */
final class KafkaHeaders {
    private KafkaHeaders() {}

    static List<org.apache.kafka.common.header.Header> of(List<Header> headers) {
        if (headers.isEmpty()) {
            return List.of();
        }
        List<org.apache.kafka.common.header.Header> all = new ArrayList<>(headers.size());
        for (Header header : headers) {
            all.add(new RecordHeader(header.key(), header.value()));
        }
        return all;
    }

    static List<Header> from(org.apache.kafka.common.header.Headers headers) {
        List<Header> all = null;
        for (org.apache.kafka.common.header.Header header : headers) {
            if (all == null) {
                all = new ArrayList<>(4);
            }
            all.add(new Header(header.key(), header.value()));
        }
        return all == null ? List.of() : List.copyOf(all);
    }
}
