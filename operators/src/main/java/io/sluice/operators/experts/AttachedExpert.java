package io.sluice.operators.experts;

import io.sluice.experts.ExpertClient;

/**
 * An expert that a task asks without Kafka: one that its process runs, or one on a server.
 *
 * @param expert the expert's name
 * @param device what to call where it runs
 * @param bundle the hash of the bundle that runs there, or empty
 * @param isRemote whether asking it sends bytes
 * @param client asks it; several experts may share one
 */
public record AttachedExpert(
        String expert, String device, String bundle, boolean isRemote, ExpertClient client) {}
