package io.sluice.experts;

import io.sluice.schemas.ExpertReply.Status;

/** HTTP's status codes for what became of a request. */
public final class OipStatus {
    private OipStatus() {}

    /** The code to answer with. */
    public static int code(Status status) {
        return switch (status) {
            case OK -> 200;
            case UNKNOWN_EXPERT -> 404;
            case WRONG_BUNDLE -> 409;
            case OVERLOADED -> 503;
            case EXPIRED -> 504;
            case FAILED, UNKNOWN -> 500;
        };
    }

    /** What a code other than 200 says. */
    static Status of(int code) {
        return switch (code) {
            case 404 -> Status.UNKNOWN_EXPERT;
            case 409 -> Status.WRONG_BUNDLE;
            case 429, 503 -> Status.OVERLOADED;
            case 504 -> Status.EXPIRED;
            default -> Status.FAILED;
        };
    }

    /** Whether the same request may do better a little later. */
    static boolean isPassing(int code) {
        return code == 429 || code >= 500;
    }
}
