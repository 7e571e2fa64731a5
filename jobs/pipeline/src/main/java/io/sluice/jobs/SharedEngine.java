package io.sluice.jobs;

import io.sluice.experts.ExpertClient;
import io.sluice.experts.ExpertEngine;
import io.sluice.schemas.ExpertReply;
import io.sluice.schemas.ExpertRequest;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A task's hold on the engine of the process's own experts: one engine, and so one thread, whatever
 * the number of slots. The last that lets go closes it.
 */
final class SharedEngine implements ExpertClient {
    private static final Map<Object, SharedEngine.Open> ENGINES = new HashMap<>();

    private final Object key;
    private final Open shared;
    private boolean isClosed;

    private static final class Open {
        final ExpertEngine engine;
        int holders;

        Open(ExpertEngine engine) {
            this.engine = engine;
        }
    }

    private SharedEngine(Object key, Open shared) {
        this.key = key;
        this.shared = shared;
    }

    /**
     * Takes hold of the engine of a key.
     *
     * @param open opens it where nobody has, or the one that is open has ended by a fault
     */
    static SharedEngine of(Object key, Supplier<ExpertEngine> open) {
        synchronized (ENGINES) {
            Open shared = ENGINES.get(key);
            if (shared == null || !shared.engine.fault().isEmpty()) {
                shared = new Open(open.get());
                ENGINES.put(key, shared);
            }
            shared.holders++;
            return new SharedEngine(key, shared);
        }
    }

    @Override
    public void ask(ExpertRequest request, Consumer<ExpertReply> answered) {
        shared.engine.ask(request, answered);
    }

    @Override
    public void close() {
        synchronized (ENGINES) {
            if (isClosed) {
                return;
            }
            isClosed = true;
            if (--shared.holders == 0) {
                ENGINES.remove(key, shared);
                shared.engine.close();
            }
        }
    }
}
