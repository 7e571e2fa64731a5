package io.sluice.schemas;

import io.sluice.schemas.TaskStatus.BudgetStatus;
import org.apache.avro.Schema;

/** The Avro encoding of a {@link TaskStatus}. Thread-safe. */
public final class TaskStatusCodec {
    /**
     * Two empty texts' lengths, an enum's index, a union's branch, a boolean, 9 doubles, 2 longs.
     */
    private static final int MIN_BUDGET_BYTES = 7 + 9 * Double.BYTES;

    /** Symbol 0 of the wire's enum is UNKNOWN. */
    private static final Resource[] RESOURCES = Resource.values();

    private static final WireFormat<TaskStatus> FORMAT =
            new WireFormat<>("TaskStatus", TaskStatusCodec::read, TaskStatusCodec::write);

    private TaskStatusCodec() {}

    /** The schema that this version writes. */
    public static Schema schema() {
        return FORMAT.schema();
    }

    public static byte[] encode(TaskStatus status) {
        return FORMAT.encode(status, 256 + 128 * status.budgets().size());
    }

    public static TaskStatus decode(byte[] bytes) throws MalformedException {
        return FORMAT.decode(bytes);
    }

    /** Reads what {@code writer} wrote, by Avro's rules of schema resolution. */
    public static TaskStatus decode(byte[] bytes, Schema writer) throws MalformedException {
        return FORMAT.decode(new AvroReader(bytes), writer);
    }

    public static void write(TaskStatus status, AvroWriter out) {
        out.writeString(status.job());
        out.writeString(status.operator());
        out.writeInt(status.subtask());
        out.writeInt(status.parallelism());
        out.writeLong(status.startedMicros());
        out.writeLong(status.atMicros());
        out.writeLong(status.epoch());
        out.writeLong(status.refusedEpoch());
        out.writeString(status.refusal());
        out.writeLong(status.sharesSequence());
        out.writeInt(status.tier());
        out.writeDouble(status.degradedSeconds());
        Fields.writeOptionalDouble(status.meterRatio(), out);
        Fields.writeList(status.budgets(), out, TaskStatusCodec::writeBudget);
    }

    public static TaskStatus read(AvroReader in) throws MalformedException {
        int start = in.position();
        String job = in.readString();
        String operator = in.readString();
        int subtask = in.readInt();
        int parallelism = in.readInt();
        long startedMicros = in.readLong();
        long atMicros = in.readLong();
        long epoch = in.readLong();
        long refusedEpoch = in.readLong();
        String refusal = in.readString();
        long sharesSequence = in.readLong();
        int tier = in.readInt();
        double degradedSeconds = in.readDouble();
        double meterRatio = Fields.readOptionalDouble(in);
        var budgets = Fields.readList(in, MIN_BUDGET_BYTES, TaskStatusCodec::readBudget);
        try {
            return new TaskStatus(
                    job,
                    operator,
                    subtask,
                    parallelism,
                    startedMicros,
                    atMicros,
                    epoch,
                    refusedEpoch,
                    refusal,
                    sharesSequence,
                    tier,
                    degradedSeconds,
                    meterRatio,
                    budgets);
        } catch (IllegalArgumentException e) {
            in.position(start);
            throw in.malformed(e.getMessage());
        }
    }

    private static void writeBudget(BudgetStatus budget, AvroWriter out) {
        out.writeString(budget.scope());
        out.writeInt(budget.resource().ordinal() + 1);
        out.writeDouble(budget.amount());
        out.writeDouble(budget.perSeconds());
        Fields.writeOptionalDouble(budget.quantile(), out);
        out.writeBoolean(budget.hard());
        out.writeDouble(budget.share());
        out.writeDouble(budget.price());
        out.writeDouble(budget.spent());
        out.writeDouble(budget.spentPerSecond());
        out.writeLong(budget.events());
        out.writeDouble(budget.eventsPerSecond());
        out.writeDouble(budget.demand());
        out.writeDouble(budget.debt());
        out.writeLong(budget.refused());
        out.writeString(budget.message());
    }

    /** Reads a budget, or null when its resource is unknown to this version. */
    private static BudgetStatus readBudget(AvroReader in) throws MalformedException {
        String scope = in.readString();
        int symbol = in.readIndex(RESOURCES.length + 1);
        // A place holder keeps the reader in step where the symbol says that nothing is kept.
        BudgetStatus budget =
                new BudgetStatus(
                        scope,
                        RESOURCES[Math.max(0, symbol - 1)],
                        in.readDouble(),
                        in.readDouble(),
                        Fields.readOptionalDouble(in),
                        in.readBoolean(),
                        in.readDouble(),
                        in.readDouble(),
                        in.readDouble(),
                        in.readDouble(),
                        in.readLong(),
                        in.readDouble(),
                        in.readDouble(),
                        in.readDouble(),
                        in.readLong(),
                        in.readString());
        return symbol == 0 ? null : budget;
    }
}
