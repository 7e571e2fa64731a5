package io.sluice.operators.sensors;

import io.sluice.gates.sensors.SensorGate;

/**
 * What is known of one device: its context, its sensor gate, and what it was told.
 *
 * <p>Mutable, but never what Flink's state holds: a snapshot may be reading that on another thread.
 * A sample changes a {@link #copy} and puts it in place of the old one.
 */
final class SensorKeyState {
    /** No command was sent yet. */
    static final int NONE = -1;

    /** Probability of each context; empty before the first sample. */
    double[] belief = {};

    /** Hash of the names of the contexts that the belief is about. */
    int contexts;

    /** Hash of the bundle and its modalities, which all masks are about. */
    int bundle;

    /** The tick of the last sample, ms. */
    long tickMillis;

    final SensorGate.State gate;

    /** The sequence number of the last command; 0 before the first. */
    long sequence;

    /** The sensors that were last asked to be on; {@link #NONE} before the first command. */
    int commanded = NONE;

    /** Event time of the sample that the last command was sent after, ms. */
    long commandedMillis;

    /** How often it was sent again. */
    int repeats;

    /** Per modality the inputs that were computed last, for send-on-delta; empty without it. */
    float[][] sent = {};

    /** The modalities that those were of. */
    int sentPresent;

    /** What decided about it: a hash of epoch and policy. */
    long sentUnder;

    /** What was computed last, for send-on-delta; null without it, and after a failure. */
    Computed computed;

    /**
     * An answer that may be given again.
     *
     * @param present the modalities that turned out usable, a mask
     * @param fused its logits; treat as read-only
     */
    record Computed(int configuration, int present, float[] fused) {}

    SensorKeyState(SensorGate.State gate) {
        this.gate = gate;
    }

    SensorKeyState copy() {
        SensorKeyState copy = new SensorKeyState(gate.copy());
        copy.belief = belief.clone();
        copy.contexts = contexts;
        copy.bundle = bundle;
        copy.tickMillis = tickMillis;
        copy.sequence = sequence;
        copy.commanded = commanded;
        copy.commandedMillis = commandedMillis;
        copy.repeats = repeats;
        copy.sent = sent.clone();
        copy.sentPresent = sentPresent;
        copy.sentUnder = sentUnder;
        copy.computed = computed;
        return copy;
    }
}
