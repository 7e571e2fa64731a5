package io.sluice.operators;

import io.sluice.gates.CertaintyThreshold;
import io.sluice.gates.ExitRule;
import io.sluice.gates.GateMode;
import io.sluice.gates.KeyBudget;
import io.sluice.gates.NamedBundle;
import io.sluice.gates.Policy;
import io.sluice.gates.PolicyEpoch;
import io.sluice.gates.Prices;
import io.sluice.gates.budget.BudgetDocument;
import io.sluice.gates.budget.Budgets;
import io.sluice.kernel.testkit.TestBundles;
import io.sluice.schemas.Event;
import io.sluice.schemas.Event.NamedTensor;
import io.sluice.schemas.Header;
import io.sluice.schemas.Tensor;
import io.sluice.schemas.mapping.SourceRecord;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalLong;

/** Events of the test ladder. */
public final class Events {
    /** The hash of the test ladder. */
    public static final String BUNDLE_HASH = TestBundles.ladder().open().hash();

    private Events() {}

    public static PolicyEpoch epoch(ExitRule rule) {
        byte[] document = new Policy("test", BUNDLE_HASH, rule).document();
        return PolicyEpoch.of(0, Long.MIN_VALUE, document, Prices.NONE);
    }

    /** Everyone above 0.8 leaves, less what the guard makes of it. */
    public static PolicyEpoch guarded(int level) {
        ExitRule rule = CertaintyThreshold.confidence(.8f, .8f);
        byte[] document = new Policy("test", BUNDLE_HASH, rule).document();
        return PolicyEpoch.of(level, Long.MIN_VALUE, document, Prices.NONE, level);
    }

    /** Everyone above 0.8 leaves, and nobody may spend more than the cap. */
    public static PolicyEpoch capped(long maxMultiplyAdds) {
        ExitRule rule = CertaintyThreshold.confidence(.8f, .8f);
        byte[] document =
                new Policy("capped", BUNDLE_HASH, rule)
                        .withMaxMultiplyAdds(maxMultiplyAdds)
                        .document();
        return PolicyEpoch.of(0, Long.MIN_VALUE, document, Prices.NONE);
    }

    /** Everyone above 0.8 leaves, and the events of a key share a bucket. */
    public static PolicyEpoch budgeted(long epoch, KeyBudget budget) {
        ExitRule rule = CertaintyThreshold.confidence(.8f, .8f);
        byte[] document = new Policy("budgeted", BUNDLE_HASH, rule).with(budget).document();
        return PolicyEpoch.of(epoch, Long.MIN_VALUE, document, Prices.NONE);
    }

    /** What a task hears of the control topic before there are budgets. */
    public static ControlNotice notice(long epoch, long refusedEpoch, String refusal) {
        return new ControlNotice(
                epoch,
                refusedEpoch,
                refusal,
                new byte[0],
                0,
                BudgetDocument.document(Budgets.NONE),
                List.of(NamedBundle.OF_THE_FILE));
    }

    /** Everyone above 0.8 leaves, under budgets of the job. */
    public static PolicyEpoch under(long epoch, Budgets budgets) {
        ExitRule rule = CertaintyThreshold.confidence(.8f, .8f);
        byte[] document = new Policy("test", BUNDLE_HASH, rule).document();
        return PolicyEpoch.of(epoch, Long.MIN_VALUE, document, Prices.NONE)
                .with(budgets, GateMode.ENFORCE);
    }

    /** Everyone above 0.8 leaves. */
    public static PolicyEpoch thresholds() {
        return epoch(CertaintyThreshold.confidence(.8f, .8f));
    }

    /** An event whose strength says where it leaves: see {@link TestBundles}. */
    public static AdmittedEvent event(String id, String key, long time, int strength) {
        return event(id, key, time, strength, OptionalLong.empty(), thresholds());
    }

    public static AdmittedEvent event(
            String id,
            String key,
            long time,
            int strength,
            OptionalLong deadline,
            PolicyEpoch epoch) {
        byte[] row = TestBundles.row(3, strength);
        byte[] keyBytes = key == null ? null : key.getBytes(StandardCharsets.UTF_8);
        Tensor tensor = Tensor.ofBytes(new int[] {TestBundles.CLASSES}, row);
        Event event =
                new Event(
                        id,
                        keyBytes,
                        time,
                        List.of(new NamedTensor(TestBundles.INPUT, tensor)),
                        OptionalLong.of(3),
                        deadline);
        return new AdmittedEvent(event, epoch, record(id, keyBytes, row), time * 1000);
    }

    public static SourceRecord record(String id, byte[] key, byte[] value) {
        return new SourceRecord(
                "events",
                0,
                id.hashCode(),
                5,
                key,
                value,
                List.of(new Header("traceparent", new byte[] {1, 2}), new Header("other", null)));
    }
}
