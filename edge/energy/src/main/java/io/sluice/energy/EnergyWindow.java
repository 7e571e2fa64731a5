package io.sluice.energy;

import io.sluice.schemas.Provenance;

/**
 * The energy of a stretch of time.
 *
 * @param seconds how long it was
 * @param joules above idle: measured energy less idle power × time, which noise can make negative;
 *     NaN when unknown
 * @param uncertaintyJoules by how much the counters' ticks let a measured figure be off; NaN when
 *     it is not measured
 * @param provenance where the joules come from
 * @param reason why they are not measured; empty when they are
 */
public record EnergyWindow(
        double seconds,
        double joules,
        double uncertaintyJoules,
        Provenance provenance,
        String reason) {}
