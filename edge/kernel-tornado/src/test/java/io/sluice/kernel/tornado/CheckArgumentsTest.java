package io.sluice.kernel.tornado;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckArgumentsTest {
    @Test
    void whatIsGivenTakesThePlaceOfTheDefault() {
        CheckArguments arguments =
                CheckArguments.of("--device=cuda:0:0", "--batches=1,64", "--gigaflops=1000.5");

        assertThat(arguments.device()).isEqualTo("cuda:0:0");
        assertThat(arguments.batches()).containsExactly(1, 64);
        assertThat(arguments.greatestBatch()).isEqualTo(64);
        assertThat(arguments.gigaflops()).isEqualTo(1000.5);
        assertThat(arguments.tests()).isTrue();
        assertThat(arguments.seconds()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--seconds=x",
                "--batches=1,,8",
                "--batches=0",
                "--tests=no",
                "--batch=1",
                "x"
            })
    void whatCannotBeReadIsNamed(String argument) {
        String value = argument.substring(argument.indexOf('=') + 1);

        assertThatThrownBy(() -> CheckArguments.of(argument))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(value + "'; expected");
    }
}
