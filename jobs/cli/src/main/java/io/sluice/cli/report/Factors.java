package io.sluice.cli.report;

/**
 * What makes grams and money of energy, and how far its figures are to be trusted.
 *
 * @param gramsPerKilowattHour gCO2e per kWh of the grid, or NaN when not given
 * @param pricePerKilowattHour money per kWh, or NaN when not given
 * @param currency of the price
 * @param uncertainty of joules as a share of them, as the calibration that they rest on states it;
 *     NaN when not given
 */
record Factors(
        double gramsPerKilowattHour,
        double pricePerKilowattHour,
        String currency,
        double uncertainty) {
    private static final double JOULES_PER_KILOWATT_HOUR = 3.6e6;

    double grams(double joules) {
        return joules / JOULES_PER_KILOWATT_HOUR * gramsPerKilowattHour;
    }

    double price(double joules) {
        return joules / JOULES_PER_KILOWATT_HOUR * pricePerKilowattHour;
    }
}
