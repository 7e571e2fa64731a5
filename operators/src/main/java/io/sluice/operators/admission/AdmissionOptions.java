package io.sluice.operators.admission;

import java.io.Serializable;

/**
 * How events are admitted.
 *
 * @param policies which policies may be in force
 * @param watermarks how event time advances
 */
public record AdmissionOptions(PolicyOptions policies, WatermarkOptions watermarks)
        implements Serializable {}
