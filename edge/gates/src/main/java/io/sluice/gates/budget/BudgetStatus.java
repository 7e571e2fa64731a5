package io.sluice.gates.budget;

import io.sluice.schemas.Resource;

/**
 * How one budget stands in one task.
 *
 * @param name the written limit's {@link Limit#name()}
 * @param scope the scope that it is of: a tenant's name stands in place of {@code *}; all keys
 *     together are {@code key/*}
 * @param price the price of the lowest class; of all keys the highest that an event of one had in
 *     the last second or two
 * @param spent smoothed spending, in the unit of {@code amount}: per {@code perSeconds}, or per
 *     event. Of a limit on latency the share of events that were late
 * @param total what was spent since the start, in the resource's unit; of a limit on latency the
 *     number of events that were late
 * @param amount this task's share of what is written; of a limit on latency the share of events
 *     that may be late
 * @param perSeconds as written
 * @param debt what is owed of a hard limit because more was measured than accounted, in the
 *     resource's unit
 * @param refused how many reservations were refused since the start
 * @param share this task's share, 0 to 1
 * @param demand what would be spent were the price 0, per {@code perSeconds}, as an estimate
 */
public record BudgetStatus(
        String name,
        String scope,
        Resource resource,
        double price,
        double spent,
        double total,
        double amount,
        double perSeconds,
        double debt,
        long refused,
        double share,
        double demand) {}
