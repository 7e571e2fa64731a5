package io.sluice.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class OffsetLedgerTest {
    private static final TopicPartition P = new TopicPartition("t", 0);

    private final OffsetLedger ledger = new OffsetLedger();

    @Test
    void nothingBehindAnOpenRecordIsCommitted() {
        ledger.read(P, 4);
        ledger.read(P, 5);
        ledger.read(P, 6);
        ledger.done(P, 5);

        assertThat(ledger.takeCommittable()).isEqualTo(at(4));
        assertThat(ledger.takeCommittable()).isEmpty();

        ledger.done(P, 4);
        assertThat(ledger.takeCommittable()).isEqualTo(at(6));
        ledger.done(P, 6);
        assertThat(ledger.takeCommittable()).isEqualTo(at(7));
        assertThat(ledger.open()).isZero();
    }

    @Test
    void whatIsDoneTwiceCountsOnce() {
        ledger.read(P, 0);
        ledger.read(P, 1);
        ledger.done(P, 0);
        ledger.done(P, 0);
        ledger.done(new TopicPartition("other", 0), 0);

        assertThat(ledger.open()).isEqualTo(1);
    }

    private static Map<TopicPartition, OffsetAndMetadata> at(long offset) {
        return Map.of(P, new OffsetAndMetadata(offset));
    }
}
