package io.sluice.jobs;

/** A Kafka cluster does not answer; the message names its address. */
public final class KafkaUnreachableException extends RuntimeException {
    public KafkaUnreachableException(String message, Throwable cause) {
        super(message, cause);
    }
}
