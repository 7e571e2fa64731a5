package io.sluice.cli.demo;

/** Starts what runs beside the demo's own thread and does not keep the process alive. */
public final class Background {
    private Background() {}

    public static Thread start(String name, Runnable body) {
        Thread thread = new Thread(body, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
