package io.sluice.kernel.bundle;

/**
 * Where a stage was opened.
 *
 * @param stage its name in the bundle
 * @param asked the provider and device that were chosen for the bundle, such as {@code tornado/0:0}
 * @param device the provider and device that it was opened on
 * @param reason why that is another one; empty when it is not
 */
public record StagePlacement(String stage, String asked, String device, String reason) {
    /** Whether the provider that was chosen refused it. */
    public boolean isElsewhere() {
        return !reason.isEmpty();
    }
}
