package io.sluice.gates.sensors.fit;

/** By what λ is chosen. */
public sealed interface SensorGoal {
    /**
     * A given λ.
     *
     * @param lambda from 0 (loss alone) to 1 (energy alone)
     */
    record Lambda(double lambda) implements SensorGoal {
        public Lambda {
            if (!(lambda >= 0 && lambda <= 1)) {
                throw new IllegalArgumentException("lambda is from 0 to 1, not " + lambda);
            }
        }
    }

    /**
     * The least loss within a mean energy.
     *
     * @param joules per sample, above 0
     */
    record MaxEnergy(double joules) implements SensorGoal {
        public MaxEnergy {
            if (!(joules > 0)) {
                throw new IllegalArgumentException(
                        "an energy per sample is above 0 J, not " + joules);
            }
        }
    }

    /**
     * The least energy that loses no more than a margin against all sensors: the upper end of the
     * interval of the difference is below it.
     *
     * @param margin above 0, in the unit of the measure
     * @param measure {@code LOSS} in nats, or {@code ERROR}
     */
    record NoWorse(double margin, Replayed.Measure measure) implements SensorGoal {
        public NoWorse {
            if (!(margin > 0)) {
                throw new IllegalArgumentException("a margin is above 0, not " + margin);
            }
        }
    }
}
