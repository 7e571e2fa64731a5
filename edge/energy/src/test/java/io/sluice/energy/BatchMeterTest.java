package io.sluice.energy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.schemas.Provenance;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A machine that draws 5 W when idle and 25 W while it computes; its counter ticks every 1 ms. */
class BatchMeterTest {
    private static final double IDLE = 5;
    private static final double ACTIVE = 25;

    private final SimulatedSource counter = new SimulatedSource(1).tick(0.001);

    @Test
    void longBatchesAreMeasured() {
        BatchMeter batches = batches(PowerModel.UNKNOWN);
        batch(batches, 0.05);
        EnergyWindow second = batch(batches, 0.05);

        assertThat(second.provenance()).isEqualTo(Provenance.MEASURED);
        assertThat(second.joules()).isCloseTo(20 * 0.05, within(2 * second.uncertaintyJoules()));
    }

    /** A tick would be a large part of one, and most would see none. */
    @Test
    void shortBatchesAreEstimatedByTheMeanPowerOfMany() {
        BatchMeter batches = batches(PowerModel.UNKNOWN);
        EnergyWindow first = batch(batches, 0.002);
        assertThat(first.provenance()).isEqualTo(Provenance.UNKNOWN);
        assertThat(first.joules()).isNaN();
        for (int i = 0; i < 600; i++) {
            batch(batches, 0.002);
            counter.use(IDLE, 0.001);
        }

        EnergyWindow later = batch(batches, 0.002);
        assertThat(later.provenance()).isEqualTo(Provenance.ESTIMATED);
        assertThat(later.joules()).isCloseTo(20 * 0.002, within(20 * 0.002 * 0.01));
        assertThat(batches.model().activeWatts()).isCloseTo(ACTIVE, within(0.2));
        assertThat(batches.model().idleWatts()).isEqualTo(IDLE);
    }

    @Test
    void whatIsSeldomBusyLearnsNothingFromTheRestOfTheMachine() {
        BatchMeter batches = batches(new PowerModel(IDLE, 15));
        for (int i = 0; i < 20; i++) {
            batch(batches, 0.05);
            // Somebody else computes for most of the time.
            counter.use(ACTIVE, 2);
        }

        assertThat(batches.model()).isEqualTo(new PowerModel(IDLE, 15));
    }

    @Test
    void withoutACounterTheModelEstimates() {
        EnergyMeter meter =
                new EnergyMeter(List.of(), new PowerModel(2, 12), Double.NaN, System::nanoTime);
        BatchMeter batches = new BatchMeter(meter);
        batches.begin();

        EnergyWindow window = batches.end(0.3);
        assertThat(window.provenance()).isEqualTo(Provenance.ESTIMATED);
        assertThat(window.joules()).isCloseTo(3, within(1e-12));
        assertThat(new BatchMeter(EnergyMeter.none()).end(1).provenance())
                .isEqualTo(Provenance.UNKNOWN);
    }

    private BatchMeter batches(PowerModel model) {
        return new BatchMeter(new EnergyMeter(List.of(counter), model, IDLE, counter::nanos));
    }

    private EnergyWindow batch(BatchMeter batches, double seconds) {
        batches.begin();
        counter.use(ACTIVE, seconds);
        return batches.end(seconds);
    }
}
