package io.sluice.operators.admission;

import io.sluice.schemas.mapping.RecordDecoder;
import java.io.Serializable;
import java.util.Map;

/** Opens the decoder of one task. Serialisable: it travels with the job. */
public interface DecoderFactory extends Serializable {
    /**
     * Opens a decoder.
     *
     * @param knownSchemas writer schemas by registry id, from the task's checkpoint
     */
    TaskDecoder open(Map<Integer, String> knownSchemas);

    /** A decoder with what it has learnt. */
    interface TaskDecoder extends RecordDecoder {
        /** The writer schemas met so far, by registry id, to be kept in checkpoints. */
        Map<Integer, String> knownSchemas();

        /** How long it has been waiting for a registry that does not answer, in seconds; else 0. */
        double waitingSeconds();
    }
}
