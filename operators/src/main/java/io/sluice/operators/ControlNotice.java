package io.sluice.operators;

import io.sluice.gates.NamedBundle;
import java.util.List;

/**
 * What a task knows of the control topic beyond the epochs that its events carry. It travels in the
 * stream, so that the operators behind admission know it too when no event comes.
 *
 * @param epoch the newest epoch that was accepted
 * @param refusedEpoch the newest epoch that was refused, or -1
 * @param refusal why it was refused, or empty
 * @param shares payload of the newest message of kind SHARES, or empty; treat as read-only
 * @param budgetsEpoch the epoch that the watermark has reached, from 1970 on
 * @param budgets its document of budgets; treat as read-only
 * @param bundles those that events may still be pinned to, that of the newest epoch last; no later
 *     event is of any other
 */
public record ControlNotice(
        long epoch,
        long refusedEpoch,
        String refusal,
        byte[] shares,
        long budgetsEpoch,
        byte[] budgets,
        List<NamedBundle> bundles)
        implements Admitted {}
