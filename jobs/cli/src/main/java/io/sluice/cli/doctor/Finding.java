package io.sluice.cli.doctor;

/**
 * One thing that the doctor looked at.
 *
 * @param subject what was looked at
 * @param state whether it can be used
 * @param detail what was found
 * @param remedy what would change it; empty when nothing needs to
 */
public record Finding(String subject, State state, String detail, String remedy) {
    /** Whether a thing can be used. */
    public enum State {
        OK,
        /** Not to be had here, and Sluice works without it. */
        ABSENT,
        /** Sluice does not work, or not well, until this is mended. */
        PROBLEM
    }

    static Finding ok(String subject, String detail) {
        return new Finding(subject, State.OK, detail, "");
    }

    static Finding absent(String subject, String detail, String remedy) {
        return new Finding(subject, State.ABSENT, detail, remedy);
    }

    static Finding problem(String subject, String detail, String remedy) {
        return new Finding(subject, State.PROBLEM, detail, remedy);
    }
}
