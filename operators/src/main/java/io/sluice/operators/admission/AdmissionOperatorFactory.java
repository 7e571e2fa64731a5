package io.sluice.operators.admission;

import io.sluice.operators.AdmittedEvent;
import org.apache.flink.streaming.api.operators.AbstractStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.ChainingStrategy;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;

/**
 * Makes {@link AdmissionOperator}s. The operator heads a chain without its sources: Flink 2.2
 * leaves the state of a source that is chained into a multiple-input operator out of every
 * checkpoint (its job vertex does not list it), so after a failure such a source would read nothing
 * at all.
 */
public final class AdmissionOperatorFactory extends AbstractStreamOperatorFactory<AdmittedEvent> {
    private static final long serialVersionUID = 1L;

    private final AdmissionOptions options;
    private final DecoderFactory decoders;

    public AdmissionOperatorFactory(AdmissionOptions options, DecoderFactory decoders) {
        this.options = options;
        this.decoders = decoders;
        setChainingStrategy(ChainingStrategy.HEAD);
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T extends StreamOperator<AdmittedEvent>> T createStreamOperator(
            StreamOperatorParameters<AdmittedEvent> parameters) {
        return (T) new AdmissionOperator(parameters, options, decoders);
    }

    @Override
    @SuppressWarnings("rawtypes")
    public Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader classLoader) {
        return AdmissionOperator.class;
    }
}
