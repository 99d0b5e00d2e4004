// SPDX-License-Identifier: Apache-2.0
package io.jebena.examples;

import java.util.ArrayList;
import java.util.List;

/** Measured values of one contender, in the order they were taken. Not thread-safe. */
final class Timings {
    private final String name;
    private final List<Double> values = new ArrayList<>();
    private int failures;

    Timings(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    void add(double value) {
        values.add(value);
    }

    void fail() {
        failures++;
    }

    int count() {
        return values.size();
    }

    int failures() {
        return failures;
    }

    /** The value below which a part of the values lie, by the nearest rank; not a number if there are none. */
    double quantile(double part) {
        if (values.isEmpty()) {
            return Double.NaN;
        }
        List<Double> sorted = values.stream().sorted().toList();
        int rank = (int) Math.ceil(part * sorted.size()) - 1;
        return sorted.get(Math.max(0, Math.min(sorted.size() - 1, rank)));
    }

    double median() {
        if (values.isEmpty()) {
            return Double.NaN;
        }
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
