package io.sluice.schemas.mapping;

import io.sluice.schemas.Event;
import io.sluice.schemas.ReasonCode;
import java.util.List;

/**
 * An event of which some inputs may be missing or unusable, which is not for those who need all.
 *
 * @param event the event with the inputs that are usable, in the model's order, possibly none
 * @param faults the other inputs of the model, and what is the matter with each
 * @param context the outside conditions that the record names, such as fog; null when it names none
 */
public record PartialEvent(Event event, List<Fault> faults, String context) {
    /**
     * An input that is not usable.
     *
     * @param input its name
     * @param reason MISSING_FIELD when it is not there at all, else what is wrong with it
     * @param message what was found and expected
     */
    public record Fault(String input, ReasonCode reason, String message) {
        static Fault of(InputSpec input, DecodeException e) {
            return new Fault(input.name(), e.reason(), e.getMessage());
        }
    }

    public PartialEvent {
        faults = List.copyOf(faults);
    }
}
