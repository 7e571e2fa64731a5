package io.sluice.gates;

import java.io.Serializable;
import java.util.Map;

/**
 * Whether an event goes on to another job, which sees more in it, instead of being answered: the
 * action with the least expected loss plus price times cost, where a job is one action more. What
 * the other is expected to be right about more often than this answer is has to be worth what it
 * costs: {@code accuracy − confidence > margin · (1 + p)}, with p the sum of the event's prices
 * ({@link Prices#pressure}). A higher price never passes more on. The form is ours, after κ of the
 * exits, which is divided by 1 + p.
 *
 * @param accuracy how often the other job is right about events that it gets, 0 to 1
 * @param accuracies the same by context, where it differs; only jobs of sensors name contexts
 * @param margin what an answer has to be better by at price 0, a difference of probabilities of at
 *     least 0. With 0 prices have no effect
 */
public record PassOnRule(double accuracy, Map<String, Double> accuracies, double margin)
        implements Serializable {
    public PassOnRule {
        accuracies = Map.copyOf(accuracies);
        requireShare("accuracy", accuracy);
        accuracies.forEach((context, value) -> requireShare("accuracy of " + context, value));
        requireShare("margin", margin);
    }

    private static void requireShare(String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(name + " is from 0 to 1, not " + value);
        }
    }

    /**
     * @param confidence the probability of the class that is answered, 0 to 1
     * @param context what the conditions are taken for; empty when nothing is known of them
     * @param pressure the sum of the event's prices, at least 0
     */
    public boolean passes(double confidence, String context, double pressure) {
        double other = accuracies.isEmpty() ? accuracy : accuracies.getOrDefault(context, accuracy);
        return other - confidence > margin * (1 + pressure);
    }
}
