package io.sluice.schemas;

import io.sluice.schemas.DecisionRecord.ExpertUse;
import io.sluice.schemas.DecisionRecord.SensorUse;
import io.sluice.schemas.Event.NamedTensor;
import io.sluice.schemas.ExpertTelemetry.HostedExpert;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.Supplier;

/** Random records of every type, the same for the same seed. */
final class RandomRecords {
    private final Random random;

    RandomRecords(long seed) {
        random = new Random(seed);
    }

    Event event() {
        return new Event(
                "e" + text(), key(), number(), list(4, this::input), optional(), optional());
    }

    Prediction prediction() {
        return new Prediction(
                text(),
                key(),
                number(),
                random.nextInt(12) - 1,
                text(),
                random.nextFloat(),
                random.nextBoolean() ? tensor() : null,
                optional(),
                decision(),
                list(3, this::input),
                random.nextBoolean() ? random.ints(random.nextInt(4), 0, 999).toArray() : null);
    }

    DeadLetter deadLetter() {
        return new DeadLetter(
                text(),
                random.nextInt(64),
                number(),
                number(),
                key(),
                key(),
                list(4, () -> new Header(text(), key())),
                text(),
                pick(ReasonCode.values()).name(),
                text());
    }

    ControlEnvelope controlEnvelope() {
        return new ControlEnvelope(
                text(),
                text(),
                number(),
                number(),
                bytes(),
                text(),
                random.nextBoolean() ? bytes() : null);
    }

    private DecisionRecord decision() {
        return new DecisionRecord(
                number(),
                text(),
                text(),
                text(),
                random.nextInt(5) - 1,
                text(),
                random.nextFloat(),
                list(3, this::text),
                list(3, () -> new ExpertUse(text(), random.nextFloat(), text(), text())),
                list(3, () -> new Price(pick(Resource.values()), text(), random.nextDouble())),
                cost(),
                cost(),
                pick(ReasonCode.values()).name(),
                number(),
                number(),
                text(),
                text(),
                list(3, () -> new SensorUse(text(), text(), number())));
    }

    SensorCommand sensorCommand() {
        return new SensorCommand(
                bytes(), number(), number(), list(3, this::text), text(), number(), text());
    }

    SensorAck sensorAck() {
        return new SensorAck(bytes(), number(), list(3, this::text), number());
    }

    ExpertRequest expertRequest() {
        return new ExpertRequest(
                "r" + text(),
                "e" + text(),
                text(),
                text(),
                list(4, this::input),
                number(),
                number());
    }

    ExpertReply expertReply() {
        Cost cost = cost();
        boolean answered = random.nextBoolean();
        return new ExpertReply(
                text(),
                text(),
                text(),
                text(),
                answered ? ExpertReply.Status.OK : ExpertReply.Status.EXPIRED,
                text(),
                answered ? Tensor.ofFloats(new int[] {2}, random.nextFloat(), 0) : null,
                random.nextInt(1 << 20),
                random.nextInt(1 << 20),
                cost.joules(),
                cost.energy());
    }

    ExpertTelemetry expertTelemetry() {
        return new ExpertTelemetry(
                "d" + text(),
                number(),
                number(),
                text(),
                text(),
                list(3, this::hostedExpert),
                random.nextInt(),
                number(),
                orNaN(),
                orNaN(),
                number());
    }

    private HostedExpert hostedExpert() {
        return new HostedExpert(
                text(),
                text(),
                random.nextBoolean(),
                number(),
                number(),
                number(),
                number(),
                orNaN(),
                pick(Provenance.values()),
                number());
    }

    TaskStatus taskStatus() {
        int parallelism = 1 + random.nextInt(300);
        return new TaskStatus(
                "j" + text(),
                "o" + text(),
                random.nextInt(parallelism),
                parallelism,
                number(),
                number(),
                number(),
                number(),
                text(),
                number(),
                random.nextInt(),
                random.nextDouble(),
                orNaN(),
                list(3, this::budgetStatus));
    }

    private TaskStatus.BudgetStatus budgetStatus() {
        return new TaskStatus.BudgetStatus(
                text(),
                pick(Resource.values()),
                random.nextDouble(),
                random.nextDouble(),
                orNaN(),
                random.nextBoolean(),
                random.nextDouble(),
                random.nextDouble(),
                random.nextDouble(),
                random.nextDouble(),
                number(),
                random.nextDouble(),
                random.nextDouble(),
                random.nextDouble(),
                number(),
                text());
    }

    private double orNaN() {
        return random.nextBoolean() ? Double.NaN : random.nextDouble();
    }

    private Cost cost() {
        Provenance provenance = pick(Provenance.values());
        double joules = provenance == Provenance.UNKNOWN ? Double.NaN : random.nextDouble();
        return new Cost(
                random.nextInt(1 << 20),
                random.nextDouble(),
                joules,
                random.nextInt(99),
                provenance);
    }

    private NamedTensor input() {
        return new NamedTensor(text(), tensor());
    }

    private Tensor tensor() {
        DType dtype = pick(DType.values());
        int[] shape = new int[random.nextInt(4)];
        for (int axis = 0; axis < shape.length; axis++) {
            shape[axis] = random.nextInt(5);
        }
        byte[] bytes = new byte[(int) Tensor.elements(shape) * dtype.bytes()];
        random.nextBytes(bytes);
        return Tensor.slice(dtype, shape, bytes, 0, bytes.length);
    }

    private byte[] key() {
        return random.nextInt(4) == 0 ? null : bytes();
    }

    byte[] bytes() {
        byte[] bytes = new byte[random.nextInt(40)];
        random.nextBytes(bytes);
        return bytes;
    }

    private OptionalLong optional() {
        return random.nextBoolean() ? OptionalLong.empty() : OptionalLong.of(number());
    }

    /** A number whose magnitude, and so encoded length, is as likely small as large. */
    private long number() {
        return random.nextLong() >> random.nextInt(64);
    }

    private String text() {
        String alphabet = "abc/-. 0189äß\u20ac\ud83d\ude00\ufffd";
        StringBuilder text = new StringBuilder();
        for (int n = random.nextInt(12); n > 0; n--) {
            int at =
                    alphabet.offsetByCodePoints(
                            0, random.nextInt(alphabet.codePointCount(0, alphabet.length())));
            text.appendCodePoint(alphabet.codePointAt(at));
        }
        return text.toString();
    }

    private <T> T pick(T[] values) {
        return values[random.nextInt(values.length)];
    }

    private <T> List<T> list(int most, Supplier<T> item) {
        List<T> items = new ArrayList<>();
        for (int n = random.nextInt(most + 1); n > 0; n--) {
            items.add(item.get());
        }
        return items;
    }
}
