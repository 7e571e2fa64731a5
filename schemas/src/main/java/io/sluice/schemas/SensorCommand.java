package io.sluice.schemas;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Which sensors of a device are to be powered: a desired state, not a change of one, so that the
 * newest command of a key says all.
 *
 * @param key the device, as the key of its events; treat as read-only
 * @param sequence orders the commands of a key; only ever rises
 * @param issuedMillis the event time of the sample that asked for it, milliseconds since the epoch
 * @param on names of the modalities to be powered, in the bundle's order; all others are to sleep
 * @param reason one of the command reasons of SPEC.md
 * @param epoch the control epoch that the sample was pinned to
 * @param policyVersion version of the policy that decided
 */
public record SensorCommand(
        byte[] key,
        long sequence,
        long issuedMillis,
        List<String> on,
        String reason,
        long epoch,
        String policyVersion) {
    public SensorCommand {
        Objects.requireNonNull(key, "key");
        on = List.copyOf(on);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SensorCommand that
                && Arrays.equals(key, that.key)
                && sequence == that.sequence
                && issuedMillis == that.issuedMillis
                && on.equals(that.on)
                && reason.equals(that.reason)
                && epoch == that.epoch
                && policyVersion.equals(that.policyVersion);
    }

    @Override
    public int hashCode() {
        return Objects.hash(Arrays.hashCode(key), sequence, issuedMillis);
    }
}
