package io.sluice.energy;

import java.util.Map;

/**
 * Where a meter stood: the beginning of a window.
 *
 * @param nanos when
 * @param channels the state of every channel that could be read then
 */
public record EnergyMark(long nanos, Map<String, ChannelState> channels) {
    /**
     * A channel's state.
     *
     * @param joules counted by the meter since its first reading
     * @param breaks how often its count could not be followed
     */
    record ChannelState(double joules, long breaks) {}

    public EnergyMark {
        channels = Map.copyOf(channels);
    }
}
