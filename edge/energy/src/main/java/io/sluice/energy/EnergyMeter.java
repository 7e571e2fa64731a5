package io.sluice.energy;

import io.sluice.energy.EnergyMark.ChannelState;
import io.sluice.schemas.Provenance;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Joules of windows of time, from the counters of some sources that do not overlap, or else from a
 * power model. Thread-safe.
 *
 * <p>A window is measured only when every channel could be read at both its ends, was followed
 * without a break between, and ticked; and when the idle power is known. Otherwise its joules are
 * the power model's for the time that was spent computing, estimated, or unknown without one. So a
 * counter that stops, jumps or goes backwards costs a measurement and never gives a wrong one.
 *
 * <p>{@link #poll} at least every {@link #MOST_POLL_SECONDS}: a counter that wraps, and sensors of
 * power, must be looked at in between. {@link MeterTicker} does.
 *
 * <p><b>Owned state:</b> the sources, and what each channel has counted.
 */
public final class EnergyMeter implements AutoCloseable {
    /** So often it has to be read for everything to be followed. */
    public static final double MOST_POLL_SECONDS = 1;

    private static final int IDLE_TRIES = 3;

    private final List<EnergySource> sources;
    private final PowerModel model;
    private final LongSupplier nanoClock;
    private final Map<String, CountedChannel> channels = new LinkedHashMap<>();
    private double idleWatts;

    /** Why the newest reading is not whole; empty when it is. */
    private String trouble = "";

    /**
     * @param sources those that are there and do not overlap; may be empty
     * @param model for windows that are not measured, or {@link PowerModel#UNKNOWN}
     * @param idleWatts what the sources see when nothing is computed; NaN to have it measured by
     *     {@link #takeIdle}
     * @param nanoClock such as {@code System::nanoTime}
     */
    public EnergyMeter(
            List<EnergySource> sources,
            PowerModel model,
            double idleWatts,
            LongSupplier nanoClock) {
        if (idleWatts < 0 || Double.isInfinite(idleWatts)) {
            throw new IllegalArgumentException(
                    "expected idle watts of at least 0, found " + idleWatts);
        }
        this.sources = List.copyOf(sources);
        this.model = model;
        this.idleWatts = idleWatts;
        this.nanoClock = nanoClock;
    }

    /** A meter that knows of no joules. */
    public static EnergyMeter none() {
        return new EnergyMeter(List.of(), PowerModel.UNKNOWN, Double.NaN, System::nanoTime);
    }

    /** Whether there is a counter, so that windows can be measured at all. */
    public boolean hasSources() {
        return !sources.isEmpty();
    }

    /** The best that its figures can be. */
    public Provenance best() {
        return hasSources() ? Provenance.MEASURED : model.provenance();
    }

    /** What windows that are not measured are estimated by. */
    public PowerModel model() {
        return model;
    }

    /** How old what the counters say may be, seconds: that of the slowest source; 0 without one. */
    public double tickSeconds() {
        return sources.stream().mapToDouble(EnergySource::tickSeconds).max().orElse(0);
    }

    /** Idle power, NaN while it is not known. */
    public synchronized double idleWatts() {
        return idleWatts;
    }

    /** Reads all counters. */
    public synchronized void poll() {
        pollAt(nanoClock.getAsLong());
    }

    /** Begins a window. */
    public synchronized EnergyMark mark() {
        long now = nanoClock.getAsLong();
        pollAt(now);
        Map<String, ChannelState> states = new HashMap<>();
        channels.forEach(
                (name, channel) -> {
                    if (channel.isReadAt(now)) {
                        states.put(name, new ChannelState(channel.joules(), channel.breaks()));
                    }
                });
        return new EnergyMark(now, states);
    }

    /**
     * Ends a window; the mark may begin others too.
     *
     * @param busySeconds for how much of it something was computed, of which the power model makes
     *     joules when it is not measured; at least 0
     */
    public synchronized EnergyWindow since(EnergyMark mark, double busySeconds) {
        if (!(busySeconds >= 0)) {
            throw new IllegalArgumentException("busy for " + busySeconds + " s, expected >= 0");
        }
        long now = nanoClock.getAsLong();
        pollAt(now);
        double seconds = (now - mark.nanos()) / 1e9;
        String reason = whyNotMeasured(mark, now);
        if (reason.isEmpty() && Double.isNaN(idleWatts)) {
            reason = "the idle power is not known";
        }
        if (reason.isEmpty()) {
            double gross = gross(mark);
            double joules = gross - idleWatts * seconds;
            return new EnergyWindow(
                    seconds, joules, uncertainty(gross, seconds), Provenance.MEASURED, "");
        }
        return new EnergyWindow(
                seconds, model.joules(busySeconds), Double.NaN, model.provenance(), reason);
    }

    /**
     * Takes the mean power of a window in which nothing was computed as the idle power, when it was
     * not given and the window was measured.
     *
     * @return the idle power that holds from now on, NaN when it is still not known
     */
    public synchronized double takeIdle(EnergyMark mark) {
        long now = nanoClock.getAsLong();
        pollAt(now);
        if (Double.isNaN(idleWatts) && whyNotMeasured(mark, now).isEmpty()) {
            idleWatts = gross(mark) / ((now - mark.nanos()) / 1e9);
        }
        return idleWatts;
    }

    /**
     * Waits and takes the time as idle, when there is something to measure with and the idle power
     * is not known; again, at most three times in all, when that could not be measured. Nothing
     * must be computed meanwhile, and a {@link MeterTicker} should run.
     */
    public void measureIdle(Duration time) throws InterruptedException {
        // A source may say nothing until it has started.
        for (int i = 0; i < IDLE_TRIES && hasSources() && Double.isNaN(idleWatts()); i++) {
            EnergyMark quiet = mark();
            // Idle power is energy over time: there is no event to await but that the time is over.
            Thread.sleep(time.toMillis());
            takeIdle(quiet);
        }
    }

    private void pollAt(long now) {
        trouble = sources.isEmpty() ? "there is no energy counter" : "";
        for (EnergySource source : sources) {
            try {
                for (EnergyCount count : source.read(now)) {
                    channels.computeIfAbsent(
                                    source.name() + " " + count.channel(),
                                    name -> new CountedChannel(name, source.tickSeconds()))
                            .read(count, now);
                }
            } catch (IOException e) {
                trouble = source.name() + ": " + e.getMessage();
            }
        }
    }

    private String whyNotMeasured(EnergyMark mark, long now) {
        if (!trouble.isEmpty()) {
            return trouble;
        }
        for (CountedChannel channel : channels.values()) {
            ChannelState before = mark.channels().get(channel.name());
            if (before == null) {
                return channel.name() + " could not be read when the window began";
            }
            if (channel.breaks() != before.breaks()) {
                return channel.name() + " " + channel.lastBreak();
            }
            if (!channel.isReadAt(now)) {
                return channel.name() + " is gone";
            }
            if (channel.joules() == before.joules()) {
                return channel.name() + " did not tick";
            }
        }
        return "";
    }

    private double gross(EnergyMark mark) {
        double joules = 0;
        for (CountedChannel channel : channels.values()) {
            joules += channel.joules() - mark.channels().get(channel.name()).joules();
        }
        return joules;
    }

    /** A window may hold a tick more or less than it should, of the slowest counter. */
    private double uncertainty(double gross, double seconds) {
        return gross * Math.min(1, tickSeconds() / seconds);
    }

    @Override
    public synchronized void close() {
        sources.forEach(EnergySource::close);
    }
}
