package io.sluice.proof.experts;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * A text as a few numbers: its {@link WordBag}, weighted by how rare a bucket is (tf-idf, of unit
 * length) and projected to its principal directions, and its {@link TextShape}. Fitted on texts
 * alone, without labels; nothing but the text is read.
 *
 * <p>The directions are found by subspace iteration from seeded random ones (the right singular
 * vectors of the texts' matrix, up to a rotation, which a linear score does not see).
 */
public final class TextFeatures {
    private static final int ITERATIONS = 8;

    private final int directions;
    private final float[] rarity;
    private final float[] projection;

    private TextFeatures(int directions, float[] rarity, float[] projection) {
        this.directions = directions;
        this.rarity = rarity;
        this.projection = projection;
    }

    /**
     * Fits the projection.
     *
     * @param directions how many, at least 1
     */
    public static TextFeatures fit(List<String> texts, int directions, long seed) {
        WordBag bag = new WordBag();
        float[] rarity = rarity(texts, bag);
        int[][] buckets = new int[texts.size()][];
        float[][] weights = new float[texts.size()][];
        for (int row = 0; row < buckets.length; row++) {
            bag.count(texts.get(row));
            weights[row] = weights(bag, rarity);
            buckets[row] = new int[bag.size()];
            Arrays.setAll(buckets[row], bag::bucket);
        }
        Random random = new Random(seed);
        double[][] basis = new double[directions][WordBag.BUCKETS];
        for (double[] direction : basis) {
            Arrays.setAll(direction, b -> rarity[b] == 0 ? 0 : random.nextGaussian());
        }
        for (int i = 0; i < ITERATIONS; i++) {
            basis = orthonormal(turned(basis, buckets, weights));
        }
        float[] projection = new float[WordBag.BUCKETS * directions];
        for (int k = 0; k < directions; k++) {
            for (int b = 0; b < WordBag.BUCKETS; b++) {
                projection[b * directions + k] = (float) basis[k][b];
            }
        }
        return new TextFeatures(directions, rarity, projection);
    }

    /** 0 for buckets of fewer than two texts, which tell nothing of other texts. */
    private static float[] rarity(List<String> texts, WordBag bag) {
        int[] met = new int[WordBag.BUCKETS];
        for (String text : texts) {
            bag.count(text);
            for (int i = 0; i < bag.size(); i++) {
                met[bag.bucket(i)]++;
            }
        }
        float[] rarity = new float[WordBag.BUCKETS];
        for (int b = 0; b < rarity.length; b++) {
            rarity[b] = met[b] < 2 ? 0 : (float) Math.log((1.0 + texts.size()) / (1 + met[b]));
        }
        return rarity;
    }

    private static float[] weights(WordBag bag, float[] rarity) {
        float[] weights = new float[bag.size()];
        double squares = 0;
        for (int i = 0; i < weights.length; i++) {
            weights[i] = weight(bag, i, rarity);
            squares += weights[i] * weights[i];
        }
        float length = (float) Math.max(1e-9, Math.sqrt(squares));
        for (int i = 0; i < weights.length; i++) {
            weights[i] /= length;
        }
        return weights;
    }

    private static float weight(WordBag bag, int i, float[] rarity) {
        return (1 + (float) Math.log(bag.count(i))) * rarity[bag.bucket(i)];
    }

    /** AᵀA times each direction. */
    private static double[][] turned(double[][] basis, int[][] buckets, float[][] weights) {
        double[][] turned = new double[basis.length][WordBag.BUCKETS];
        for (int k = 0; k < basis.length; k++) {
            for (int row = 0; row < buckets.length; row++) {
                double along = 0;
                for (int i = 0; i < buckets[row].length; i++) {
                    along += weights[row][i] * basis[k][buckets[row][i]];
                }
                for (int i = 0; i < buckets[row].length; i++) {
                    turned[k][buckets[row][i]] += along * weights[row][i];
                }
            }
        }
        return turned;
    }

    /** Gram and Schmidt, twice against rounding. */
    private static double[][] orthonormal(double[][] basis) {
        for (int k = 0; k < basis.length; k++) {
            for (int pass = 0; pass < 2; pass++) {
                for (int j = 0; j < k; j++) {
                    double along = dot(basis[k], basis[j]);
                    for (int b = 0; b < basis[k].length; b++) {
                        basis[k][b] -= along * basis[j][b];
                    }
                }
            }
            double length = Math.max(1e-300, Math.sqrt(dot(basis[k], basis[k])));
            for (int b = 0; b < basis[k].length; b++) {
                basis[k][b] /= length;
            }
        }
        return basis;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    /** How many numbers a text becomes. */
    public int width() {
        return directions + TextShape.COUNT;
    }

    /** The numbers of one text. */
    public float[] of(String text) {
        float[] features = new float[width()];
        write(text, new WordBag(), features);
        return features;
    }

    /** The numbers of each text. */
    public float[][] of(List<String> texts) {
        WordBag bag = new WordBag();
        float[][] features = new float[texts.size()][width()];
        for (int row = 0; row < features.length; row++) {
            write(texts.get(row), bag, features[row]);
        }
        return features;
    }

    /** The same without allocation. */
    void write(String text, WordBag bag, float[] features) {
        bag.count(text);
        Arrays.fill(features, 0, directions, 0);
        double squares = 0;
        for (int i = 0; i < bag.size(); i++) {
            float weight = weight(bag, i, rarity);
            squares += weight * weight;
            int row = bag.bucket(i) * directions;
            for (int k = 0; k < directions; k++) {
                features[k] += weight * projection[row + k];
            }
        }
        float length = (float) Math.max(1e-9, Math.sqrt(squares));
        for (int k = 0; k < directions; k++) {
            features[k] /= length;
        }
        TextShape.write(text, features, directions);
    }
}
