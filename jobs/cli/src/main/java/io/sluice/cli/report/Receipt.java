package io.sluice.cli.report;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * What a group of events has cost. Energy per 1,000 events is the mean over those events whose
 * energy is known; it says nothing of the others.
 *
 * @param group the group's name
 * @param events how many there are
 * @param joules the energy of those of which it is known, together; null when of none
 * @param wattHours the same
 * @param measured share of the events whose joules were measured, from 0 to 1
 * @param estimated share of the events whose joules were estimated
 * @param unknown share of the events whose joules are not known
 * @param latencyMillis mean time from admission to decision
 * @param per1000 the same per 1,000 events
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Receipt(
        String group,
        long events,
        Double joules,
        Double wattHours,
        double measured,
        double estimated,
        double unknown,
        double latencyMillis,
        Per1000 per1000) {

    /**
     * Per 1,000 events; what is not known is null.
     *
     * @param joulesUncertainty by how much the joules may be off either way
     * @param computeMillis compute time, milliseconds
     * @param bytes sent to or received from other devices
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Per1000(
            Double joules,
            Double joulesUncertainty,
            Double wattHours,
            double multiplyAdds,
            double computeMillis,
            double bytes,
            Double gramsCo2e,
            Double money) {}
}
