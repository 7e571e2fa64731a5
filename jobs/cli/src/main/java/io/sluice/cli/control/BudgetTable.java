package io.sluice.cli.control;

import io.sluice.cli.Table;
import io.sluice.cli.control.BudgetView.LimitView;
import java.io.PrintWriter;

/** Budgets as text. */
final class BudgetTable {
    private BudgetTable() {}

    static void print(BudgetView view, PrintWriter out) {
        out.println(
                "epoch "
                        + view.epoch()
                        + (view.tasks() == 0
                                ? ", no task has a status"
                                : ", held by "
                                        + view.holding()
                                        + " of "
                                        + view.tasks()
                                        + " tasks, newest status "
                                        + view.newestStatus()));
        if (view.tier() > 0) {
            out.println("in tier " + view.tier() + " of the brown-out");
        }
        if (view.limits().isEmpty()) {
            out.println("no budgets");
        } else {
            out.println();
            Table table =
                    new Table(
                            "LIMIT", "AMOUNT", "SPENT", "OF IT", "PRICE", "HARD", "DEBT",
                            "REFUSED");
            view.limits()
                    .forEach(
                            limit ->
                                    table.row(
                                            limit.name(),
                                            amount(limit),
                                            spent(limit),
                                            Table.percent(limit.ofAmount()),
                                            Table.number(limit.price()),
                                            limit.hard() ? "hard" : "",
                                            Table.number(limit.debt()),
                                            limit.refused() == null ? "-" : limit.refused()));
            table.print(out);
            view.limits()
                    .forEach(
                            limit ->
                                    limit.messages()
                                            .forEach(m -> out.println(limit.name() + ": " + m)));
        }
        out.flush();
    }

    /** One line for each limit, for a terminal that scrolls. */
    static void printLines(String time, BudgetView view, PrintWriter out) {
        String tasks = view.holding() + "/" + view.tasks();
        if (view.limits().isEmpty()) {
            out.printf("%s  epoch %d  %s tasks  no budgets%n", time, view.epoch(), tasks);
        }
        for (LimitView limit : view.limits()) {
            out.printf(
                    "%s  epoch %d  %s tasks  %s  %s of %s  %s  price %s%s%n",
                    time,
                    view.epoch(),
                    tasks,
                    limit.name(),
                    spent(limit),
                    amount(limit),
                    Table.percent(limit.ofAmount()),
                    Table.number(limit.price()),
                    rest(view, limit));
        }
        out.flush();
    }

    private static String rest(BudgetView view, LimitView limit) {
        StringBuilder rest = new StringBuilder();
        if (limit.debt() != null && limit.debt() > 0) {
            rest.append("  debt ").append(Table.number(limit.debt()));
        }
        if (limit.refused() != null && limit.refused() > 0) {
            rest.append("  refused ").append(limit.refused());
        }
        if (view.tier() > 0) {
            rest.append("  brown-out tier ").append(view.tier());
        }
        return rest.toString();
    }

    private static String amount(LimitView limit) {
        if (limit.quantile() != null) {
            return Table.number(limit.amount()) + " ms at " + Table.percent(limit.quantile());
        }
        return Table.number(limit.amount())
                + (limit.perSeconds() == 0
                        ? " an event"
                        : " in " + Table.number(limit.perSeconds()) + " s");
    }

    private static String spent(LimitView limit) {
        return limit.quantile() == null
                ? Table.number(limit.spent())
                : Table.percent(limit.spent()) + " late";
    }
}
