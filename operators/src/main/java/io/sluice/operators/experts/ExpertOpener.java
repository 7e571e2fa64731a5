package io.sluice.operators.experts;

import java.io.Serializable;
import java.util.List;

/** Opens the experts that a task asks without Kafka. Serialisable: it travels with the job. */
public interface ExpertOpener extends Serializable {
    /** A job whose experts are all on devices. */
    ExpertOpener NONE = () -> List.of();

    /**
     * Opens them. The task closes their clients, each once.
     *
     * @throws io.sluice.kernel.bundle.BundleException when a bundle is not fit for use
     */
    List<AttachedExpert> open();
}
