package io.sluice.kernel.bundle;

/** Where a problem of a manifest goes: the key, what was found, what is expected. */
interface ProblemReport {
    void problem(String key, String found, String expected);
}
