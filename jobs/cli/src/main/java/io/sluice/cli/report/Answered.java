package io.sluice.cli.report;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.schemas.Cost;
import io.sluice.schemas.DecisionRecord;
import io.sluice.schemas.DecisionRecord.ExpertUse;
import io.sluice.schemas.Prediction;
import io.sluice.schemas.Provenance;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a receipt needs of one prediction.
 *
 * @param exit the exit that it left at, or empty when no model ran
 * @param configuration the sensor configuration that answered, or empty
 * @param experts the experts asked, in the order of their names
 * @param cost what it has cost, in the jobs before this one too
 * @param latencyMillis from admission to decision
 */
record Answered(
        String exit, String configuration, List<String> experts, Cost cost, double latencyMillis) {

    static Answered of(Prediction prediction) {
        DecisionRecord decision = prediction.decision();
        return new Answered(
                exit(decision.exit(), decision.exitName()),
                decision.configuration(),
                decision.experts().stream().map(ExpertUse::name).sorted().distinct().toList(),
                decision.actual(),
                millis(decision.admittedMicros(), decision.decidedMicros()));
    }

    /**
     * Of a prediction as JSON.
     *
     * @throws IOException when it has no decision with a cost
     */
    static Answered of(JsonNode prediction) throws IOException {
        JsonNode decision = required(prediction, "decision");
        List<String> experts = new ArrayList<>();
        decision.path("experts").forEach(expert -> experts.add(expert.path("name").asText()));
        return new Answered(
                exit(decision.path("exit").asInt(-1), decision.path("exitName").asText()),
                decision.path("configuration").asText(),
                experts.stream().sorted().distinct().toList(),
                cost(required(decision, "actual")),
                millis(
                        required(decision, "admittedMicros").asLong(),
                        required(decision, "decidedMicros").asLong()));
    }

    /**
     * The same event with what a job before has spent for it, whose answer, in JSON, it carries on.
     *
     * @throws IOException when that is no answer with a cost
     */
    Answered after(JsonNode earlier) throws IOException {
        Cost before = cost(required(required(earlier, "decision"), "actual"));
        boolean isKnown =
                before.energy() != Provenance.UNKNOWN && cost.energy() != Provenance.UNKNOWN;
        Provenance both = before.energy() == cost.energy() ? cost.energy() : Provenance.ESTIMATED;
        return new Answered(
                exit,
                configuration,
                experts,
                new Cost(
                        before.multiplyAdds() + cost.multiplyAdds(),
                        before.seconds() + cost.seconds(),
                        isKnown ? before.joules() + cost.joules() : Double.NaN,
                        before.bytes() + cost.bytes(),
                        isKnown ? both : Provenance.UNKNOWN),
                latencyMillis);
    }

    private static String exit(int index, String name) {
        if (index < 0) {
            return "";
        }
        return name.isEmpty() ? "exit " + (index + 1) : name;
    }

    private static double millis(long admittedMicros, long decidedMicros) {
        return (decidedMicros - admittedMicros) / 1e3;
    }

    private static Cost cost(JsonNode cost) throws IOException {
        Provenance energy = provenance(cost.path("energy").asText());
        boolean known = energy != Provenance.UNKNOWN && cost.has("joules");
        try {
            return new Cost(
                    cost.path("multiplyAdds").asLong(),
                    cost.path("seconds").asDouble(),
                    known ? cost.path("joules").asDouble() : Double.NaN,
                    cost.path("bytes").asLong(),
                    known ? energy : Provenance.UNKNOWN);
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** One of a later version is not known, as in Avro. */
    private static Provenance provenance(String name) {
        for (Provenance provenance : Provenance.values()) {
            if (provenance.name().equals(name)) {
                return provenance;
            }
        }
        return Provenance.UNKNOWN;
    }

    private static JsonNode required(JsonNode node, String field) throws IOException {
        return Optional.ofNullable(node.get(field))
                .orElseThrow(() -> new IOException("expected a field " + field + ", found none"));
    }
}
