package io.sluice.gates;

import io.sluice.gates.experts.ExpertPolicy;
import io.sluice.gates.sensors.SensorPolicy;
import io.sluice.gates.sensors.SensorStructure;
import java.util.Optional;

/**
 * All gate parameters for one bundle, as a versioned document that can be promoted alone; {@link
 * PolicyDocument} is its form.
 *
 * @param version the policy's version, free text such as {@code 3} or {@code 2026-11-21.1}
 * @param bundleHash hash of the bundle the policy belongs to: 64 lower-case hexadecimal digits
 * @param exitRule the rule of the cascade, before any guard
 * @param maxMultiplyAdds what one event may spend at most, at least 0; {@link #NO_CAP} for no cap.
 *     An event that may not go deeper leaves with reason {@code BUDGET_EXHAUSTED}, and one that may
 *     not even run the first stage gets no class.
 * @param keyBudget what the events of one key may spend together
 * @param guarantee what the rule promises; under one, prices cannot make it looser
 * @param predictionSets how to answer with sets of classes
 * @param sensors the gates of a bundle with sensors; its exit rule is the full model
 * @param experts the choice of experts behind a router; its exit rule is the full model
 */
public record Policy(
        String version,
        String bundleHash,
        ExitRule exitRule,
        long maxMultiplyAdds,
        Optional<KeyBudget> keyBudget,
        Optional<Guarantee> guarantee,
        Optional<PredictionSets> predictionSets,
        Optional<SensorPolicy> sensors,
        Optional<ExpertPolicy> experts) {
    /** The cap of a policy without one. */
    public static final long NO_CAP = Long.MAX_VALUE;

    public Policy {
        if (maxMultiplyAdds < 0) {
            throw new IllegalArgumentException(
                    "a cap of multiply-adds is at least 0, not " + maxMultiplyAdds);
        }
    }

    /** A policy with a rule and nothing else. */
    public Policy(String version, String bundleHash, ExitRule exitRule) {
        this(
                version,
                bundleHash,
                exitRule,
                NO_CAP,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /**
     * Reads a document.
     *
     * @param source what to call it in messages
     * @throws io.sluice.config.ConfigException naming every problem of the document
     */
    public static Policy parse(String source, byte[] document) {
        return PolicyDocument.parse(source, document);
    }

    /** The document of this policy, in JSON; {@link #parse} reads it back. */
    public byte[] document() {
        return PolicyDocument.of(this);
    }

    /**
     * Checks that everything in it fits a ladder.
     *
     * @param exits the number of exits, the last one included
     * @throws IllegalArgumentException when something was made for another number of exits
     */
    public void requireExits(int exits) {
        exitRule.requireExits(exits);
        predictionSets.ifPresent(sets -> sets.requireExits(exits));
    }

    /**
     * Checks that there are sensor gates and that they fit a bundle with sensors.
     *
     * @throws IllegalArgumentException naming what is missing or does not fit
     */
    public void requireSensors(SensorStructure structure) {
        if (sensors.isEmpty()) {
            throw new IllegalArgumentException(
                    "policy "
                            + version
                            + " has no section sensors; a bundle with the modalities "
                            + String.join(", ", structure.modalities())
                            + " needs one");
        }
        sensors.get().requireFits(structure);
    }

    /**
     * Checks that there is a choice of experts and that it was made for a router.
     *
     * @param features how many features the router gives
     * @throws IllegalArgumentException naming what is missing or does not fit
     */
    public void requireExperts(int features) {
        if (experts.isEmpty()) {
            throw new IllegalArgumentException(
                    "policy " + version + " has no section experts; a router's bundle needs one");
        }
        if (keyBudget.isPresent()) {
            throw new IllegalArgumentException(
                    "policy "
                            + version
                            + " has a key-budget; expected none, as several tasks ask experts for"
                            + " the events of one key");
        }
        experts.get().requireFeatures(features);
    }

    /** The rule in force: guarded where there is a guarantee or a level above 0. */
    public ExitRule ruleAt(int guardLevel) {
        return guarantee.isPresent() || guardLevel > 0 ? exitRule.guarded(guardLevel) : exitRule;
    }

    public Policy withBundle(String hash) {
        return new Policy(
                version,
                hash,
                exitRule,
                maxMultiplyAdds,
                keyBudget,
                guarantee,
                predictionSets,
                sensors,
                experts);
    }

    public Policy withVersion(String other) {
        return new Policy(
                other,
                bundleHash,
                exitRule,
                maxMultiplyAdds,
                keyBudget,
                guarantee,
                predictionSets,
                sensors,
                experts);
    }

    public Policy withMaxMultiplyAdds(long cap) {
        return new Policy(
                version,
                bundleHash,
                exitRule,
                cap,
                keyBudget,
                guarantee,
                predictionSets,
                sensors,
                experts);
    }

    public Policy with(KeyBudget budget) {
        return new Policy(
                version,
                bundleHash,
                exitRule,
                maxMultiplyAdds,
                Optional.of(budget),
                guarantee,
                predictionSets,
                sensors,
                experts);
    }

    public Policy with(Guarantee promise) {
        return new Policy(
                version,
                bundleHash,
                exitRule,
                maxMultiplyAdds,
                keyBudget,
                Optional.of(promise),
                predictionSets,
                sensors,
                experts);
    }

    public Policy with(PredictionSets sets) {
        return new Policy(
                version,
                bundleHash,
                exitRule,
                maxMultiplyAdds,
                keyBudget,
                guarantee,
                Optional.of(sets),
                sensors,
                experts);
    }

    public Policy with(SensorPolicy gates) {
        return new Policy(
                version,
                bundleHash,
                exitRule,
                maxMultiplyAdds,
                keyBudget,
                guarantee,
                predictionSets,
                Optional.of(gates),
                experts);
    }

    public Policy with(ExpertPolicy choice) {
        return new Policy(
                version,
                bundleHash,
                exitRule,
                maxMultiplyAdds,
                keyBudget,
                guarantee,
                predictionSets,
                sensors,
                Optional.of(choice));
    }
}
