package io.sluice.operators.serialization;

import io.sluice.gates.GateMode;
import io.sluice.gates.NamedBundle;
import io.sluice.gates.PolicyEpoch;
import io.sluice.gates.Prices;
import io.sluice.gates.budget.BudgetDocument;
import io.sluice.gates.budget.Budgets;
import io.sluice.schemas.AvroReader;
import io.sluice.schemas.AvroWriter;
import io.sluice.schemas.MalformedException;
import java.util.Arrays;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;

/**
 * Serialises a {@link PolicyEpoch}, parsing a policy's document only when it differs from the one
 * before.
 */
public final class PolicyEpochSerializer extends RecordSerializer<PolicyEpoch> {
    public static final RecordType<PolicyEpoch> TYPE =
            new RecordType<>(PolicyEpoch.class, new PolicyEpochSerializer());

    private static final long serialVersionUID = 1L;

    private static final byte[] NO_BUDGETS = {};

    private transient PolicyEpoch last;
    private transient byte[] lastBudgets;

    /**
     * Version 2 has the guard level behind the prices, version 3 budgets and mode behind that,
     * version 4 the bundle behind these.
     */
    @Override
    protected int formatVersion() {
        return 4;
    }

    @Override
    protected void write(PolicyEpoch value, AvroWriter out) {
        out.writeLong(value.epoch());
        out.writeLong(value.effectiveFromMillis());
        out.writeBytes(value.policyDocument());
        PriceList.write(value.prices(), out);
        out.writeInt(value.guardLevel());
        out.writeBytes(
                value.budgets().isEmpty() ? NO_BUDGETS : BudgetDocument.document(value.budgets()));
        out.writeString(value.mode().name());
        write(value.bundle(), out);
    }

    static void write(NamedBundle bundle, AvroWriter out) {
        out.writeString(bundle.uri());
        out.writeString(bundle.sha256());
        out.writeString(bundle.hash());
        out.writeInt(bundle.exits());
    }

    static NamedBundle readBundle(AvroReader in) throws MalformedException {
        return new NamedBundle(in.readString(), in.readString(), in.readString(), in.readInt());
    }

    @Override
    protected PolicyEpoch read(AvroReader in, int version) throws MalformedException {
        long epoch = in.readLong();
        long effectiveFrom = in.readLong();
        byte[] document = in.readBytes();
        Prices prices = PriceList.read(in);
        int guardLevel = version < 2 ? 0 : in.readInt();
        byte[] budgets = version < 3 ? NO_BUDGETS : in.readBytes();
        GateMode mode = version < 3 ? GateMode.ENFORCE : GateMode.valueOf(in.readString());
        NamedBundle bundle = version < 4 ? NamedBundle.OF_THE_FILE : readBundle(in);
        PolicyEpoch known = last;
        if (known == null
                || known.epoch() != epoch
                || known.effectiveFromMillis() != effectiveFrom
                || known.guardLevel() != guardLevel
                || known.mode() != mode
                || !known.bundle().equals(bundle)
                || !Arrays.equals(lastBudgets, budgets)
                || !Arrays.equals(known.policyDocument(), document)
                || !known.prices().equals(prices)) {
            known =
                    PolicyEpoch.of(epoch, effectiveFrom, document, prices, guardLevel)
                            .with(budgets(budgets), mode)
                            .with(bundle);
            last = known;
            lastBudgets = budgets;
        }
        return known;
    }

    private static Budgets budgets(byte[] document) {
        return document.length == 0 ? Budgets.NONE : BudgetDocument.parse("budgets", document);
    }

    @Override
    public PolicyEpochSerializer duplicate() {
        return new PolicyEpochSerializer();
    }

    @Override
    public TypeSerializerSnapshot<PolicyEpoch> snapshotConfiguration() {
        return new Snapshot();
    }

    /** The serialiser's identity in a savepoint. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<PolicyEpoch> {
        public Snapshot() {
            super(PolicyEpochSerializer::new);
        }
    }
}
