package io.sluice.schemas;

import java.util.List;

/**
 * Why an event was treated as it was and what that cost.
 *
 * @param epoch the control epoch that was in force when the event was admitted
 * @param policyVersion version of the policy that decided
 * @param bundle name, version and hash of the bundle, as {@code name@version#hash}
 * @param provider the kernel provider that ran the last stage
 * @param exit 0-based index of the exit the event left at, or -1 when no model ran
 * @param exitName name of that exit, or empty
 * @param exitScore the value that the exit rule compared (its confidence, or gate output)
 * @param modalities names of the modalities used; empty when the job has no sensor gate
 * @param experts the experts asked, with their fusion weights; empty when the job has none
 * @param prices the prices in force for the event; a resource that is not listed has price 0
 * @param predicted the cost expected when the event was admitted (full depth, for a cascade)
 * @param actual the cost measured or accounted when the event left
 * @param reason one of the prediction codes of {@link ReasonCode}, by name
 * @param admittedMicros when the event was admitted, microseconds since the epoch
 * @param decidedMicros when the prediction was made, microseconds since the epoch
 * @param configuration name of the sensor configuration whose branches answered; empty when the job
 *     has no sensor gate or nothing ran
 * @param context the outside conditions held most probable; empty when the job has no sensor gate
 * @param sensors every modality of the bundle in its order; empty when the job has no sensor gate
 */
public record DecisionRecord(
        long epoch,
        String policyVersion,
        String bundle,
        String provider,
        int exit,
        String exitName,
        float exitScore,
        List<String> modalities,
        List<ExpertUse> experts,
        List<Price> prices,
        Cost predicted,
        Cost actual,
        String reason,
        long admittedMicros,
        long decidedMicros,
        String configuration,
        String context,
        List<SensorUse> sensors) {

    /**
     * An expert that was asked.
     *
     * @param name the expert
     * @param weight of its answer in the fused one, 0 when dropped
     * @param device that was asked, or empty when the job does not say
     * @param outcome one of the expert outcomes of SPEC.md, or empty
     */
    public record ExpertUse(String name, float weight, String device, String outcome) {
        /** An expert of a job that has one place for each. */
        public ExpertUse(String name, float weight) {
            this(name, weight, "", "");
        }
    }

    /**
     * How one modality stood when the event was answered.
     *
     * @param name the modality
     * @param status one of the modality statuses of SPEC.md
     * @param ageMillis by how much its newest observation is older than the event, at least 0; -1
     *     when there is none
     */
    public record SensorUse(String name, String status, long ageMillis) {}

    /** The record of a job without a sensor gate. */
    public DecisionRecord(
            long epoch,
            String policyVersion,
            String bundle,
            String provider,
            int exit,
            String exitName,
            float exitScore,
            List<String> modalities,
            List<ExpertUse> experts,
            List<Price> prices,
            Cost predicted,
            Cost actual,
            String reason,
            long admittedMicros,
            long decidedMicros) {
        this(
                epoch,
                policyVersion,
                bundle,
                provider,
                exit,
                exitName,
                exitScore,
                modalities,
                experts,
                prices,
                predicted,
                actual,
                reason,
                admittedMicros,
                decidedMicros,
                "",
                "",
                List.of());
    }

    public DecisionRecord {
        modalities = List.copyOf(modalities);
        experts = List.copyOf(experts);
        prices = List.copyOf(prices);
        sensors = List.copyOf(sensors);
    }
}
