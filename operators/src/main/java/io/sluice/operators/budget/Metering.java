package io.sluice.operators.budget;

import io.sluice.energy.EnergySettings;
import io.sluice.energy.ProcessMeter;
import java.io.Serializable;

/** How a task joins the meter of its machine. Serialisable: it travels with the job. */
@FunctionalInterface
public interface Metering extends Serializable {
    /** Nothing is known of joules. */
    Metering NONE = new OfTheProcess(EnergySettings.UNKNOWN);

    /**
     * Joins, before anything is computed: the first task of a process to join may wait for some
     * seconds in which the idle power is measured.
     *
     * @throws IllegalArgumentException when a source that is named is absent
     */
    ProcessMeter.Task join() throws InterruptedException;

    /** The meter that all tasks of a process share. */
    record OfTheProcess(EnergySettings settings) implements Metering {
        private static final long serialVersionUID = 1L;

        @Override
        public ProcessMeter.Task join() throws InterruptedException {
            return ProcessMeter.join(settings);
        }
    }
}
