package io.sluice.agent;

import io.sluice.energy.EnergyMeter;
import io.sluice.energy.MeterTicker;
import io.sluice.experts.BundleExpert;
import io.sluice.experts.ExpertEngine;
import io.sluice.experts.ExpertModel;
import io.sluice.kernel.bundle.BundleHost;
import io.sluice.kernel.config.Bundles;
import io.sluice.schemas.ExpertTelemetry;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A device that hosts experts: it reads requests, answers them, says how it stands, and passes on
 * to its peers what it cannot do in time.
 *
 * <p><b>Life cycle:</b> {@link #start}, then everything runs on threads of its own until {@link
 * #close}. It starts also while Kafka is away, and does over HTTP what it can. <b>Owned state:</b>
 * its parts; nothing on disk.
 */
public final class Agent implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Agent.class);

    private static final Duration MISSING_TOPIC = Duration.ofSeconds(30);
    private static final long FAULT_LOOK_MILLIS = 500;

    private static final Duration IDLE_TIME = Duration.ofSeconds(2);

    private final EnergyMeter meter;
    private final MeterTicker ticker;
    private final ExpertEngine engine;
    private final KafkaProducer<byte[], byte[]> producer;
    private final ReplySender replies;
    private final Peers peers;
    private final OipServer server;
    private final PeerCalls calls;
    private final TelemetrySource telemetry;
    private final TelemetryPublisher publisher;
    private final TelemetryReader reader;
    private final RequestLoop requests;
    private final CountDownLatch reading = new CountDownLatch(1);
    private final CountDownLatch known = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);

    private Agent(AgentConfig config, EnergyMeter meter, MeterTicker ticker, ExpertEngine engine)
            throws IOException {
        this.meter = meter;
        this.ticker = ticker;
        this.engine = engine;
        this.peers = new Peers(config);
        Dispatcher dispatcher = new Dispatcher(engine, peers);
        this.server = config.http() == null ? null : new OipServer(config, engine, dispatcher);
        this.telemetry =
                new TelemetrySource(
                        config,
                        engine::status,
                        MachineSensors.ofThisMachine(),
                        server == null ? "" : server.url());
        this.producer = KafkaClients.producer(config.kafka());
        this.replies = new ReplySender(producer, MISSING_TOPIC);
        this.publisher = new TelemetryPublisher(telemetry, this::canBeAsked, producer, config);
        this.reader = new TelemetryReader(config.kafka(), listener(config.device()));
        this.requests =
                new RequestLoop(
                        config.kafka().requestTopic(),
                        ConsumerThread.Opening.of(config.kafka(), config.kafka().groupId()),
                        2 * config.engine().maxQueue(),
                        dispatcher,
                        replies,
                        reading::countDown);
        this.calls = new PeerCalls(config, peers);
    }

    /**
     * Opens the experts and starts.
     *
     * @throws io.sluice.kernel.bundle.BundleException when a bundle is refused
     * @throws io.sluice.kernel.KernelException when a kernel provider is missing
     * @throws IllegalArgumentException when an energy source that is named is absent
     * @throws IOException when the HTTP port cannot be had
     */
    public static Agent start(AgentConfig config) throws IOException {
        return start(config, models(config));
    }

    /** With experts that are there already. */
    static Agent start(AgentConfig config, List<ExpertModel> models) throws IOException {
        EnergyMeter meter = config.energy().open();
        MeterTicker ticker = new MeterTicker(meter, MeterTicker.PERIOD);
        ExpertEngine engine = null;
        try {
            measureIdle(meter);
            engine = new ExpertEngine(config.device(), models, config.engine(), meter);
            if (config.simulate() != null) {
                engine.slowDown(config.simulate().slowdown());
            }
            Agent agent = new Agent(config, meter, ticker, engine);
            agent.begin();
            LOG.info(
                    "Device {} hosts {}",
                    config.device(),
                    models.stream().map(ExpertModel::name).toList());
            return agent;
        } catch (IOException | RuntimeException e) {
            if (engine != null) {
                engine.close();
            }
            ticker.close();
            meter.close();
            throw e;
        }
    }

    /** Nothing is computed yet. */
    private static void measureIdle(EnergyMeter meter) {
        try {
            meter.measureIdle(IDLE_TIME);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (meter.hasSources()) {
            LOG.info("Energy is measured; the machine draws {} W when idle", meter.idleWatts());
        }
    }

    /** Opens bundles and energy sources and nothing more; throws as {@link #start} does. */
    static void check(AgentConfig config) {
        config.energy().open().close();
        models(config);
    }

    private static List<ExpertModel> models(AgentConfig config) {
        List<ExpertModel> models = new ArrayList<>();
        for (AgentConfig.Hosted hosted : config.experts()) {
            models.add(
                    new BundleExpert(
                            hosted.name(),
                            Bundles.open(hosted.bundle()),
                            BundleHost.process(),
                            config.kernel().provider(),
                            config.kernel().device()));
        }
        return models;
    }

    private void begin() {
        if (server != null) {
            server.start(telemetry::now);
        }
        reader.start();
        requests.start();
        calls.start();
        Thread starting = new Thread(this::publishWhenReady, "sluice-agent-start");
        starting.setDaemon(true);
        starting.start();
    }

    /**
     * Whoever hears of the device may ask it at once: so it reads requests first. And it knows
     * which incarnation it is once it has read what it said before.
     */
    private void publishWhenReady() {
        try {
            reading.await();
            known.await();
            publisher.start();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean canBeAsked() {
        return requests.isReading() && engine.fault().isEmpty();
    }

    private TelemetryReader.Listener listener(String device) {
        return new TelemetryReader.Listener() {
            @Override
            public void heard(ExpertTelemetry other) {
                if (!other.device().equals(device)) {
                    peers.heard(other);
                } else if (telemetry.heard(other)) {
                    LOG.info("Incarnation {} of this device was before", other.incarnation());
                }
            }

            @Override
            public void left(String other) {
                peers.left(other);
            }

            @Override
            public void caughtUp() {
                known.countDown();
            }
        };
    }

    /** The address of the HTTP server, or empty. */
    public String url() {
        return server == null ? "" : server.url();
    }

    /** Waits until requests are read from Kafka, or a time is over; whether they are. */
    public boolean awaitReading(long millis) throws InterruptedException {
        return reading.await(millis, TimeUnit.MILLISECONDS);
    }

    /**
     * Waits until it is closed.
     *
     * @throws IllegalStateException when it can answer nothing any more; the process is to end then
     */
    public void awaitClose() throws InterruptedException {
        while (!closed.await(FAULT_LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
            if (!engine.fault().isEmpty()) {
                throw new IllegalStateException(engine.fault());
            }
        }
    }

    /** Leaves the fleet; what waits is answered as failed. */
    @Override
    public void close() {
        publisher.close();
        requests.close();
        calls.close();
        reader.close();
        engine.close();
        ticker.close();
        meter.close();
        if (server != null) {
            server.close();
        }
        peers.close();
        replies.close();
        producer.close(Duration.ofSeconds(10));
        closed.countDown();
    }
}
