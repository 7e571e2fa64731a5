package io.sluice.gates.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Buckets of a thousand a second, that is one a millisecond, and a burst of 500. */
class TokenBucketTest {
    @Test
    void grantsTheBurstAndThenTheRate() {
        TokenBucket bucket = TokenBucket.full(1000, 500, 0);
        assertThat(bucket.tryTake(0, 501)).isFalse();
        assertThat(bucket.tryTake(0, 500)).isTrue();
        assertThat(bucket.tryTake(0, 1)).isFalse();
        assertThat(bucket.tryTake(99_999, 100)).isFalse();
        assertThat(bucket.tryTake(100_000, 100)).isTrue();
        assertThat(bucket.level()).isZero();
        assertThat(bucket.micros()).isEqualTo(100_000);
        assertThat(bucket.isFull(499_999)).isFalse();
        assertThat(bucket.isFull(600_000)).isTrue();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void neverGrantsMoreThanBurstAndRateAllow(long seed) {
        Random random = new Random(seed);
        TokenBucket bucket = TokenBucket.full(1000, 500, 0);
        long now = 0;
        long taken = 0;
        for (int i = 0; i < 100_000; i++) {
            now += random.nextInt(20_000);
            // The clock stutters by up to 100 ms.
            long seen = now - (random.nextInt(4) == 0 ? random.nextInt(100_000) : 0);
            long cost = random.nextInt(60);
            taken += bucket.tryTake(seen, cost) ? cost : 0;
            assertThat(taken)
                    .as("seed %d, step %d", seed, i)
                    .isLessThanOrEqualTo(500 + now / 1000 + 1);
        }
        assertThat(taken).as("seed %d: and no less", seed).isGreaterThan(now / 1000 - 500);
    }

    @Test
    void aClockThatFallsFarBackStarvesNobody() {
        TokenBucket bucket = TokenBucket.full(1000, 500, 3_600_000_000L);
        assertThat(bucket.tryTake(3_600_000_000L, 500)).isTrue();
        assertThat(bucket.tryTake(0, 100)).isFalse();
        assertThat(bucket.tryTake(100_000, 100)).isTrue();
    }

    /** Reservations that overlap, in stages and settled together, as a cascade's. */
    @Test
    void nothingStaysReservedForRounding() {
        Random random = new Random(3);
        for (int i = 0; i < 1_000; i++) {
            TokenBucket bucket = TokenBucket.full(1, 10, 0);
            double[] reserved = new double[3];
            for (int stage = 0; stage < 3; stage++) {
                for (int event = 0; event < reserved.length; event++) {
                    double worst = random.nextDouble();
                    assertThat(bucket.reserve(0, worst)).isTrue();
                    reserved[event] += worst;
                }
            }
            for (double worst : reserved) {
                bucket.settle(0, worst, worst / 2);
            }
            assertThat(bucket.hasReservations()).isFalse();
        }
    }

    @Test
    void whatIsReservedKeepsItsRoomUntilItIsSettled() {
        TokenBucket bucket = TokenBucket.full(1000, 500, 0);
        assertThat(bucket.reserve(0, 400)).isTrue();
        // A second later only the 100 that were left and no more are there.
        assertThat(bucket.canReserve(1_000_000, 101)).isFalse();
        assertThat(bucket.canReserve(1_000_000, 100)).isTrue();
        assertThat(bucket.isFull(1_000_000)).isFalse();
        bucket.settle(1_000_000, 400, 150);
        assertThat(bucket.level()).isEqualTo(350);
        assertThat(bucket.isFull(1_150_000)).isTrue();
    }

    @Test
    void aCostAboveItsReservationIsDebt() {
        TokenBucket bucket = TokenBucket.full(1000, 500, 0);
        bucket.reserve(0, 500);
        bucket.settle(0, 500, 700);
        assertThat(bucket.debt(0)).isEqualTo(200);
        assertThat(bucket.reserve(199_999, 0)).isFalse();
        assertThat(bucket.debt(150_000)).isEqualTo(50);
        assertThat(bucket.reserve(200_000, 0)).isTrue();
        assertThat(bucket.debt(200_000)).isZero();
    }

    @Test
    void aSmallerBurstTakesWhatIsBeyondIt() {
        TokenBucket bucket = TokenBucket.full(1000, 500, 0);
        bucket.reserve(0, 300);
        bucket.adopt(100, 250, 0);
        bucket.settle(0, 300, 0);
        assertThat(bucket.level()).isEqualTo(250);
        assertThat(bucket.tryTake(0, 250)).isTrue();
        assertThat(bucket.tryTake(1_000_000, 101)).isFalse();
        assertThat(bucket.tryTake(1_000_000, 100)).isTrue();
    }

    /** Actual costs, dated when they are reserved, and again dated when they are settled. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void boundsActualCostsWhateverIsInFlight(long seed) {
        Random random = new Random(seed);
        TokenBucket bucket = TokenBucket.full(1000, 500, 0);
        WindowBound reservations = new WindowBound(1000, 500);
        WindowBound settlements = new WindowBound(1000, 500);
        ArrayDeque<double[]> flying = new ArrayDeque<>();
        long now = 0;
        for (int i = 0; i < 20_000; i++) {
            now += random.nextInt(50_000);
            double worst = random.nextInt(200);
            if (random.nextBoolean()) {
                if (bucket.reserve(now, worst)) {
                    double actual = random.nextDouble() * worst;
                    reservations.count(now, actual);
                    flying.add(new double[] {worst, actual});
                }
            } else if (!flying.isEmpty()) {
                double[] settled = random.nextBoolean() ? flying.poll() : flying.pollLast();
                bucket.settle(now, settled[0], settled[1]);
                settlements.count(now, settled[1]);
            }
        }
        assertThat(reservations.total()).as("seed %d", seed).isGreaterThan(100_000);
        reservations.assertHeld("seed " + seed);
        settlements.assertHeld("seed " + seed);
    }

    @Test
    void refusesWhatItCannotUse() {
        assertThatThrownBy(() -> TokenBucket.full(1000, 500, 0).tryTake(0, -1))
                .hasMessageContaining("not -1");
        assertThatThrownBy(() -> new TokenBucket(1000, 500, Double.NaN, 0))
                .hasMessageContaining("not NaN");
        assertThatThrownBy(() -> TokenBucket.empty(Double.POSITIVE_INFINITY, 1, 0))
                .hasMessageContaining("not Infinity");
    }
}
