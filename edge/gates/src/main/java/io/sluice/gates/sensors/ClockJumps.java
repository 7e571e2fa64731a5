package io.sluice.gates.sensors;

import io.sluice.gates.sensors.AlignerState.Lane;
import java.util.List;

/** Says which times that nobody expected are believed. Our rule. */
final class ClockJumps {
    /** Frames in a row that bear each other out. */
    private static final int ENOUGH = 3;

    private ClockJumps() {}

    /**
     * Notes a frame's time in the lanes of its modalities.
     *
     * @param mask its modalities
     * @param expected the modalities that are on and alive, a mask
     * @param maxSkewMillis how near two times have to be
     * @return whether it is borne out: by another modality, or by being one of enough in a row
     *     while no other modality is expected
     */
    static boolean isBorneOut(
            List<? extends Lane<?>> lanes,
            int mask,
            int expected,
            long timeMillis,
            long maxSkewMillis) {
        boolean confirmed = false;
        boolean contradicted = false;
        int inARow = 0;
        for (int m = 0; m < lanes.size(); m++) {
            Lane<?> lane = lanes.get(m);
            boolean near =
                    lane.jumps > 0 && Math.abs(lane.jumpMillis - timeMillis) <= maxSkewMillis;
            if ((mask & 1 << m) != 0) {
                lane.jumps = near ? lane.jumps + 1 : 1;
                lane.jumpMillis = timeMillis;
                inARow = Math.max(inARow, lane.jumps);
            } else if (near) {
                confirmed = true;
            } else {
                contradicted |= (expected & 1 << m) != 0;
            }
        }
        return confirmed || (inARow >= ENOUGH && !contradicted);
    }
}
