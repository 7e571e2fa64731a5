package io.sluice.energy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sluice.schemas.Provenance;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnergyMeterTest {
    private static final double MOST_WATTS = 60;

    private final SimulatedSource counter = new SimulatedSource(7);

    /** Whatever a counter does, a measured window is right to within a tick at either end. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void measuredWindowsAreRightWithBiasLagTicksWrapsAndDropOuts(long seed) {
        Random random = new Random(seed);
        SimulatedSource odd =
                new SimulatedSource(seed).bias(1.3).lag(0.05).tick(0.01).range(5_000).dropOuts(0.1);
        EnergyMeter meter = meter(odd, PowerModel.UNKNOWN, 0);
        int measured = 0;
        for (int i = 0; i < 2_000; i++) {
            double before = odd.usedJoules();
            EnergyMark mark = meter.mark();
            for (int step = 0; step < 3; step++) {
                odd.use(MOST_WATTS * random.nextDouble(), 0.2 + random.nextDouble() / 2);
                meter.poll();
            }
            EnergyWindow window = meter.since(mark, 0);
            if (window.provenance() == Provenance.MEASURED) {
                measured++;
                double used = (odd.usedJoules() - before) * 1.3;
                assertThat(window.joules()).isCloseTo(used, within(0.06 * MOST_WATTS * 1.3 + 1e-6));
            } else {
                assertThat(window.reason()).isNotBlank();
            }
        }
        // Its end is read with probability 0.9; its beginning was tried three times.
        assertThat(measured).isBetween(1_740, 1_860);
        assertThat(odd.usedJoules() * 1.3).isGreaterThan(3 * 5_000);
    }

    @Test
    void theIdlePowerIsMeasuredAndSubtracted() {
        EnergyMeter meter = meter(counter, PowerModel.UNKNOWN, Double.NaN);
        EnergyMark quiet = meter.mark();
        counter.use(4, 2);
        EnergyMark start = meter.mark();
        assertThat(meter.since(quiet, 0).reason()).isEqualTo("the idle power is not known");
        assertThat(meter.takeIdle(quiet)).isCloseTo(4, within(1e-9));

        counter.use(10, 3);

        assertThat(meter.since(start, 3).joules()).isCloseTo(18, within(1e-6));
        EnergyMark later = meter.mark();
        counter.use(9, 1);
        assertThat(meter.takeIdle(later)).as("once known it stays").isCloseTo(4, within(1e-9));
    }

    @Test
    void idlePowerIsMeasuredOnceTheSourceHasStarted() throws InterruptedException {
        SimulatedSource late = new SimulatedSource(1).dropOuts(1);
        EnergyMeter meter = meter(late, PowerModel.UNKNOWN, Double.NaN);
        meter.measureIdle(Duration.ofMillis(1));
        assertThat(meter.idleWatts()).isNaN();

        late.dropOuts(0);
        // The simulated clock goes on with every reading.
        EnergyMeter running =
                new EnergyMeter(
                        List.of(late),
                        PowerModel.UNKNOWN,
                        Double.NaN,
                        () -> {
                            late.use(4, 0.1);
                            return late.nanos();
                        });
        running.measureIdle(Duration.ofMillis(1));
        assertThat(running.idleWatts()).isCloseTo(4, within(1e-6));
    }

    @Test
    void aCounterThatStandsStillIsNoMeasurement() {
        EnergyMeter meter = meter(counter, new PowerModel(2, 12), 2);
        EnergyMark mark = meter.mark();
        counter.use(10, 1);
        counter.stop(true);
        meter.poll();
        EnergyMark stopped = meter.mark();
        counter.use(10, 1);

        EnergyWindow window = meter.since(stopped, 0.5);
        assertThat(window.reason()).isEqualTo("simulated all did not tick");
        assertThat(window.provenance()).isEqualTo(Provenance.ESTIMATED);
        assertThat(window.joules()).isEqualTo(5);
        assertThat(window.uncertaintyJoules()).isNaN();
        assertThat(meter.since(mark, 0).provenance()).isEqualTo(Provenance.ESTIMATED);
    }

    @ParameterizedTest
    @ValueSource(doubles = {100_000, -50})
    void aCounterThatJumpsOrGoesBackCostsTheWindowsOverItAndNoOthers(double jump) {
        EnergyMeter meter = meter(counter, PowerModel.UNKNOWN, 0);
        counter.use(10, 10);
        EnergyMark mark = meter.mark();
        counter.use(10, 1);
        counter.jump(jump);
        meter.poll();
        EnergyMark after = meter.mark();
        counter.use(10, 1);

        EnergyWindow over = meter.since(mark, 1);
        assertThat(over.provenance()).isEqualTo(Provenance.UNKNOWN);
        assertThat(over.joules()).isNaN();
        assertThat(over.reason()).startsWith("simulated all jumped from 100.0 J");
        assertThat(meter.since(after, 1).joules()).isCloseTo(10, within(1e-6));
    }

    @Test
    void aCountThatIsNoNumberIsNone() {
        EnergyMeter meter = meter(counter, PowerModel.UNKNOWN, 0);
        counter.use(10, 1);
        EnergyMark mark = meter.mark();
        counter.use(10, 1);
        counter.jump(Double.NaN);

        assertThat(meter.since(mark, 1).reason()).isEqualTo("simulated all counted NaN J");
    }

    @Test
    void aCounterThatWasNotReadForTooLongMayHaveWrapped() {
        SimulatedSource small = new SimulatedSource(1).range(10_000);
        EnergyMeter meter = meter(small, PowerModel.UNKNOWN, 0);
        EnergyMark mark = meter.mark();
        small.use(10, 5);

        assertThat(meter.since(mark, 5).reason())
                .isEqualTo("simulated all was not read for 5 s and may have wrapped");
    }

    @Test
    void withoutCountersTheModelEstimatesOrNobodyKnows() {
        long[] now = {0};
        EnergyMeter model =
                new EnergyMeter(List.of(), new PowerModel(3, 8), Double.NaN, () -> now[0]);
        EnergyMark mark = model.mark();
        now[0] = 2_000_000_000;

        assertThat(model.best()).isEqualTo(Provenance.ESTIMATED);
        assertThat(model.since(mark, 1.5))
                .isEqualTo(
                        new EnergyWindow(
                                2,
                                7.5,
                                Double.NaN,
                                Provenance.ESTIMATED,
                                "there is no energy counter"));

        EnergyMeter nothing =
                new EnergyMeter(List.of(), PowerModel.UNKNOWN, Double.NaN, () -> now[0]);
        assertThat(nothing.since(nothing.mark(), 1).provenance()).isEqualTo(Provenance.UNKNOWN);
        assertThat(nothing.best()).isEqualTo(Provenance.UNKNOWN);
    }

    @Test
    void badInputIsNamed() {
        assertThatThrownBy(() -> meter(counter, PowerModel.UNKNOWN, -1)).hasMessageContaining("-1");
        EnergyMeter meter = meter(counter, PowerModel.UNKNOWN, 0);
        assertThatThrownBy(() -> meter.since(meter.mark(), Double.NaN)).hasMessageContaining("NaN");
        assertThatThrownBy(() -> new PowerModel(3, 2)).hasMessageContaining("3.0 and 2.0");
    }

    private static EnergyMeter meter(SimulatedSource source, PowerModel model, double idleWatts) {
        return new EnergyMeter(List.of(source), model, idleWatts, source::nanos);
    }
}
