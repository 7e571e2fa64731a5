package io.sluice.operators.sensors;

import io.sluice.schemas.Event;
import io.sluice.schemas.Event.NamedTensor;
import io.sluice.schemas.ReasonCode;
import io.sluice.schemas.mapping.PartialEvent;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which modalities a record has. Reused from record to record; not thread-safe. */
final class ModalityMasks {
    private final Map<String, Integer> modalityOf = new HashMap<>();
    private final int[] sizes;
    private final int[] found;
    private int usable;
    private int broken;

    ModalityMasks(List<ModalityInputs> modalities) {
        sizes = new int[modalities.size()];
        found = new int[modalities.size()];
        for (int m = 0; m < sizes.length; m++) {
            sizes[m] = modalities.get(m).inputs().size();
            for (String input : modalities.get(m).inputs()) {
                modalityOf.put(input, m);
            }
        }
    }

    void read(PartialEvent event) {
        usable = 0;
        broken = 0;
        Arrays.fill(found, 0);
        List<NamedTensor> inputs = event.event().inputs();
        for (int i = 0; i < inputs.size(); i++) {
            Integer modality = modalityOf.get(inputs.get(i).name());
            if (modality != null) {
                found[modality]++;
            }
        }
        for (PartialEvent.Fault fault : event.faults()) {
            Integer modality = modalityOf.get(fault.input());
            if (modality != null && fault.reason() != ReasonCode.MISSING_FIELD) {
                broken |= 1 << modality;
            }
        }
        for (int m = 0; m < sizes.length; m++) {
            if (found[m] == sizes[m]) {
                usable |= 1 << m;
            } else if (found[m] > 0) {
                broken |= 1 << m;
            }
        }
    }

    /** The modalities of which all inputs are usable, a mask. */
    int usable() {
        return usable;
    }

    /** The modalities of which an input is not usable, or some are there and not all; a mask. */
    int broken() {
        return broken;
    }

    /** The event with the inputs of the usable modalities alone. */
    Event usableInputs(Event event) {
        if (broken == 0) {
            return event;
        }
        List<NamedTensor> kept =
                event.inputs().stream()
                        .filter(
                                input -> {
                                    Integer modality = modalityOf.get(input.name());
                                    return modality != null && (usable & 1 << modality) != 0;
                                })
                        .toList();
        return new Event(
                event.id(),
                event.key(),
                event.eventTimeMillis(),
                kept,
                event.label(),
                event.deadlineMillis());
    }
}
