package io.sluice.gates.sensors;

import java.io.Serializable;

/**
 * A branch: the stage that makes logits from the features of some modalities.
 *
 * @param name the name of its stage
 * @param modalities the modalities whose features it reads: bit m for modality m
 */
public record BranchShape(String name, int modalities) implements Serializable {}
