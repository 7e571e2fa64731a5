package io.sluice.gates.experts;

import io.sluice.schemas.ExpertTelemetry;
import io.sluice.schemas.ExpertTelemetry.HostedExpert;
import io.sluice.schemas.Provenance;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is known of the replicas of all experts, from their devices' telemetry and from how they
 * answered: who can be asked, and when it will have answered.
 *
 * <p><b>Owned state:</b> the last accepted telemetry of each device, which {@link #snapshot} and
 * {@link #heard} save and restore, and what was observed of it, which starts anew. <b>Life
 * cycle:</b> devices appear with their telemetry and leave with a tombstone, or count as silent;
 * every {@link #asked} is followed by one of {@link #answered}, {@link #failed} and {@link
 * #timedOut}. <b>Design constraint:</b> all times are of the caller's own clock, and durations of
 * devices; the clocks of devices decide nothing. Not thread-safe.
 */
public final class FleetView {
    /** More devices are refused. */
    public static final int MOST_DEVICES = 1024;

    /** How many times as long as it takes to count as silent until a device may be forgotten. */
    private static final int FORGOTTEN = 10;

    /** How many replicas may be explored within the pause of one. */
    private static final int EXPLORED_AT_ONCE = 5;

    private final FleetSettings settings;
    private final Map<String, Device> devices = new LinkedHashMap<>();
    private final Map<String, List<Replica>> replicas = new HashMap<>();
    private long version;
    private long exploredMicros = Long.MIN_VALUE;

    public FleetView(FleetSettings settings) {
        this.settings = settings;
    }

    /**
     * Takes a device's telemetry.
     *
     * @param nowMicros the caller's time of hearing it
     */
    public Heard heard(ExpertTelemetry telemetry, long nowMicros) {
        String contradiction = TelemetryCheck.contradiction(telemetry);
        if (!contradiction.isEmpty()) {
            return Heard.refused(contradiction);
        }
        Device device = devices.get(telemetry.device());
        if (device == null) {
            if (devices.size() >= MOST_DEVICES && !forgetSilent(nowMicros)) {
                return Heard.refused("there are " + MOST_DEVICES + " devices already");
            }
            device = new Device(telemetry.device(), true, nowMicros);
            devices.put(telemetry.device(), device);
        } else {
            Heard order = TelemetryCheck.order(device.telemetry, telemetry);
            if (order != Heard.ACCEPTED) {
                return order;
            }
        }
        take(device, telemetry, nowMicros);
        return Heard.ACCEPTED;
    }

    /** Makes room: drops who has been silent for very long. */
    private boolean forgetSilent(long nowMicros) {
        List<String> silent = new ArrayList<>();
        for (Device device : devices.values()) {
            if (device.telemetry != null
                    && device.ageMicros(nowMicros) > FORGOTTEN * settings.staleAfterMicros()) {
                silent.add(device.name);
            }
        }
        silent.forEach(this::left);
        return !silent.isEmpty();
    }

    private void take(Device device, ExpertTelemetry telemetry, long nowMicros) {
        boolean isRestarted =
                device.telemetry != null
                        && device.telemetry.incarnation() != telemetry.incarnation();
        if (isRestarted) {
            removeReplicas(device, Set.of());
            device.restarted();
        }
        device.telemetry = telemetry;
        device.knownMicros = Math.max(device.knownMicros, nowMicros);
        Set<String> hosted = new HashSet<>();
        for (HostedExpert expert : telemetry.experts()) {
            hosted.add(expert.name());
            Replica replica = device.replicas.get(expert.name());
            if (replica == null) {
                add(device, expert);
            } else {
                replica.heard(expert);
            }
        }
        removeReplicas(device, hosted);
    }

    private Replica add(Device device, HostedExpert expert) {
        Replica replica = new Replica(device, expert.name(), expert);
        device.replicas.put(expert.name(), replica);
        list(expert.name()).add(replica);
        version++;
        return replica;
    }

    private void removeReplicas(Device device, Set<String> but) {
        for (Iterator<Replica> all = device.replicas.values().iterator(); all.hasNext(); ) {
            Replica replica = all.next();
            if (!but.contains(replica.expert())) {
                replica.isGone = true;
                device.ended(replica.outstanding);
                list(replica.expert()).remove(replica);
                all.remove();
                version++;
            }
        }
    }

    /** Takes that a device has left; whether it was known. */
    public boolean left(String device) {
        Device known = devices.get(device);
        if (known == null || known.telemetry == null) {
            return false;
        }
        devices.remove(device);
        removeReplicas(known, Set.of());
        return true;
    }

    /**
     * A replica that sends no telemetry and is never silent: in this process, or a server.
     *
     * @param device what to call where it runs; no device's name
     * @param bundle the hash of the bundle it runs, or empty
     * @param isRemote whether asking it sends bytes
     */
    public Replica fixed(String device, String expert, String bundle, boolean isRemote) {
        Device host =
                devices.computeIfAbsent(device, name -> new Device(name, isRemote, Long.MIN_VALUE));
        if (host.telemetry != null || host.replicas.containsKey(expert)) {
            throw new IllegalArgumentException(
                    "expert "
                            + expert
                            + " on '"
                            + device
                            + "'; expected an expert of its own, and no name of a device");
        }
        return add(
                host,
                new HostedExpert(
                        expert, bundle, true, 0, 0, 0, 0, Double.NaN, Provenance.UNKNOWN, 0));
    }

    /** The replica of an expert on a device; null when there is none. */
    public Replica find(String device, String expert) {
        Device known = devices.get(device);
        return known == null ? null : known.replicas.get(expert);
    }

    /** All replicas of an expert, usable or not: a view that stays up to date. */
    public List<Replica> replicas(String expert) {
        return Collections.unmodifiableList(list(expert));
    }

    private List<Replica> list(String expert) {
        return replicas.computeIfAbsent(expert, name -> new ArrayList<>());
    }

    /** A request has been sent to it. */
    public void asked(Replica replica, long nowMicros) {
        if (replica.isGone) {
            return;
        }
        if (replica.exploration.isLeftOut()) {
            exploredMicros = nowMicros;
        }
        replica.asked(nowMicros, settings);
    }

    /**
     * It has answered in time.
     *
     * @param tookMicros from asking to the answer, by the caller's clock
     * @param queueMicros of these the device says the request waited
     * @param computeMicros and was computed
     */
    public void answered(
            Replica replica,
            long nowMicros,
            long tookMicros,
            long queueMicros,
            long computeMicros) {
        if (!replica.isGone) {
            replica.observe(nowMicros, tookMicros, queueMicros, computeMicros, settings);
            replica.ended();
            replica.breaker.succeeded();
        }
    }

    /** An answer has come after {@link #timedOut}; otherwise as {@link #answered}. */
    public void late(
            Replica replica,
            long nowMicros,
            long tookMicros,
            long queueMicros,
            long computeMicros) {
        if (!replica.isGone) {
            replica.observe(nowMicros, tookMicros, queueMicros, computeMicros, settings);
            replica.breaker.late(nowMicros);
        }
    }

    /** It has said that there will be no answer. */
    public void failed(Replica replica, long nowMicros) {
        if (!replica.isGone) {
            replica.host().knownMicros = Math.max(replica.host().knownMicros, nowMicros);
            timedOut(replica, nowMicros);
        }
    }

    /** Nothing has been heard of the request in time. */
    public void timedOut(Replica replica, long nowMicros) {
        if (!replica.isGone) {
            replica.ended();
            replica.breaker.failed(settings, nowMicros, replica.outstanding);
        }
    }

    /** Whether it may be asked: it is there, not silent, and its breaker lets a request through. */
    public boolean isUsable(Replica replica, long nowMicros) {
        Device host = replica.host();
        return !replica.isGone
                && (host.telemetry == null
                        || host.ageMicros(nowMicros) <= settings.staleAfterMicros())
                && replica.breaker.allows(nowMicros);
    }

    /**
     * When a request sent now will have been answered, in 19 of 20 cases: queue, transfer and
     * computing. What is known of the device counts as slower the older it is, up to twice.
     *
     * @param computeMicros the 95 % quantile of computing where nobody knows better
     * @return microseconds from now
     */
    public double predictedMicros(Replica replica, double computeMicros, long nowMicros) {
        return replica.predictedMicros(computeMicros, nowMicros, settings);
    }

    /** Whether the last exploration of any replica is long enough ago for another. */
    boolean mayExplore(long nowMicros) {
        return exploredMicros == Long.MIN_VALUE
                || nowMicros - exploredMicros >= settings.exploreAfterMicros() / EXPLORED_AT_ONCE;
    }

    /** The same without what changes from request to request: queue, loading and age. */
    public double profileMicros(Replica replica, double computeMicros, long nowMicros) {
        return replica.profileMicros(computeMicros, nowMicros, settings);
    }

    /**
     * The energy of one request there, J.
     *
     * @param joules where the device does not say
     */
    public double joules(Replica replica, double joules) {
        return replica.knowsJoules() ? replica.joules() : joules;
    }

    /**
     * A number that rises when so much has changed that the coarse choice should be made again: who
     * is there and usable, or a time or an energy by a quarter.
     */
    public long version(long nowMicros) {
        for (Device device : devices.values()) {
            for (Replica replica : device.replicas.values()) {
                version +=
                        replica.hasChanged(isUsable(replica, nowMicros), nowMicros, settings)
                                ? 1
                                : 0;
            }
        }
        return version;
    }

    FleetSettings settings() {
        return settings;
    }

    /** The last accepted telemetry of every device; {@link #heard} restores each. */
    public List<ExpertTelemetry> snapshot() {
        List<ExpertTelemetry> all = new ArrayList<>();
        for (Device device : devices.values()) {
            if (device.telemetry != null) {
                all.add(device.telemetry);
            }
        }
        return all;
    }
}
