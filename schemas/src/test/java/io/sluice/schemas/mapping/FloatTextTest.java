package io.sluice.schemas.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FloatTextTest {
    private static final long SEED = 20261121;

    private static float parse(String text) {
        char[] padded = ("xx" + text + "yy").toCharArray();
        return FloatText.parse(padded, 2, text.length());
    }

    @Test
    void isExactOrUnsureForAnyDecimal() {
        Random random = new Random(SEED);
        int sure = 0;
        for (int i = 0; i < 200_000; i++) {
            String text = decimal(random);

            float parsed = parse(text);

            if (!Float.isNaN(parsed)) {
                sure++;
                assertThat(Float.floatToRawIntBits(parsed))
                        .as("%s, seed %d", text, SEED)
                        .isEqualTo(Float.floatToRawIntBits(Float.parseFloat(text)));
            }
        }
        assertThat(sure).isGreaterThan(50_000);
    }

    @Test
    void isSureOfTheFloatsThatDataHolds() {
        Random random = new Random(SEED);
        for (int i = 0; i < 10_000; i++) {
            float value = random.nextFloat() * 2 - 1;

            assertThat(parse(Float.toString(value))).as("seed %d", SEED).isEqualTo(value);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.00000005960464477539",
                "1e40",
                "1e-40",
                "16777217.0",
                "9007199254740993.0",
                "1e23",
                "1e99999999999",
                "123456789012345678901234567890.5"
            })
    void isUnsureBetweenTwoFloatsAndBeyondTheirRange(String text) {
        assertThat(parse(text)).isNaN();
    }

    @Test
    void keepsTheSignOfZero() {
        assertThat(Float.floatToRawIntBits(parse("-0.0"))).isEqualTo(Float.floatToRawIntBits(-0f));
    }

    private static String decimal(Random random) {
        StringBuilder text = new StringBuilder(random.nextBoolean() ? "-" : "");
        text.append(random.nextLong() >>> 1 >>> random.nextInt(63));
        if (random.nextBoolean()) {
            text.append('.').append(random.nextLong() >>> 1 >>> random.nextInt(63));
        }
        if (random.nextInt(3) == 0) {
            text.append('e').append(random.nextInt(60) - 30);
        }
        return text.toString();
    }
}
