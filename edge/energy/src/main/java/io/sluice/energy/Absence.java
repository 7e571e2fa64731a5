package io.sluice.energy;

/**
 * Why an energy source cannot be used here.
 *
 * @param reason what was found, naming the file or command
 * @param remedy what would change it
 */
public record Absence(String reason, String remedy) {}
