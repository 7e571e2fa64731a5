package io.sluice.simulator;

/**
 * What lies before the sensors of one device, tick by tick: an image that is drawn anew at every
 * tick, under a weather that lasts. Images and the seeds of views do not depend on the weather, so
 * that runs under faster and slower weather can be compared image by image.
 *
 * <p>Owned state: two sequences of random numbers and the weather. Threading: one thread.
 */
final class Scene {
    private static final int WEATHER = 0;
    private static final int IMAGES = 1;

    private final WeatherChain chain;
    private final int images;
    private final SplitMix weather;
    private final SplitMix stream;
    private int context;
    private long tick;

    /**
     * What there is to see at a tick.
     *
     * @param tick counted from 0
     * @param context index of the weather
     * @param image index of the image
     * @param seed what the views' seeds are made of
     */
    record Moment(long tick, int context, int image, long seed) {
        /** The seed of a sensor's view. */
        long viewSeed(int sensor) {
            return SplitMix.seed(seed, sensor);
        }
    }

    Scene(WeatherChain chain, int images, long seed) {
        this.chain = chain;
        this.images = images;
        weather = new SplitMix(SplitMix.seed(seed, WEATHER));
        stream = new SplitMix(SplitMix.seed(seed, IMAGES));
        context = chain.draw(weather);
    }

    /** The moment of the next tick. */
    Moment next() {
        if (tick > 0) {
            context = chain.next(context, weather);
        }
        return new Moment(tick++, context, stream.below(images), stream.nextLong());
    }
}
