package io.sluice.gates.sensors;

import java.io.Serializable;

/**
 * A configuration φ: the branches that run for a sample and are fused (methods.md 2.1).
 *
 * @param name what to call it
 * @param branches its branches: bit b for branch b
 */
public record ConfigurationShape(String name, int branches) implements Serializable {}
