// SPDX-License-Identifier: Apache-2.0
package io.jebena.examples;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/** Timings as a table for people or as JSON for machines. */
final class BenchReport {
    private final String bench;
    private final String unit;
    private final List<Timings> rows;

    BenchReport(String bench, String unit, List<Timings> rows) {
        this.bench = bench;
        this.unit = unit;
        this.rows = List.copyOf(rows);
    }

    void print(PrintStream out, boolean json) {
        out.print(json ? json() : table());
        out.flush();
    }

    String table() {
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT, "%-44s %5s %8s %8s %8s %8s  %s%n", bench, "n", "min", "median", "p90", "max", unit));
        for (Timings row : rows) {
            text.append(String.format(
                    Locale.ROOT,
                    "%-44s %5d %8.2f %8.2f %8.2f %8.2f%s%n",
                    row.name(),
                    row.count(),
                    row.quantile(0),
                    row.median(),
                    row.quantile(0.9),
                    row.quantile(1),
                    row.failures() == 0 ? "" : "  (" + row.failures() + " failed)"));
        }
        return text.toString();
    }

    String json() {
        StringBuilder text = new StringBuilder();
        text.append("{\"bench\":").append(quote(bench)).append(",\"unit\":").append(quote(unit));
        text.append(",\"java\":").append(quote(Runtime.version().toString()));
        text.append(",\"kernel\":").append(quote(System.getProperty("os.version")));
        text.append(",\"processors\":").append(Runtime.getRuntime().availableProcessors());
        text.append(",\"rows\":[");
        String separator = "";
        for (Timings row : rows) {
            text.append(separator).append("{\"name\":").append(quote(row.name()));
            text.append(",\"n\":").append(row.count()).append(",\"failures\":").append(row.failures());
            number(text, "min", row.quantile(0));
            number(text, "median", row.median());
            number(text, "p90", row.quantile(0.9));
            number(text, "p99", row.quantile(0.99));
            number(text, "max", row.quantile(1));
            text.append('}');
            separator = ",";
        }
        return text.append("]}").append(System.lineSeparator()).toString();
    }

    private static void number(StringBuilder text, String name, double value) {
        text.append(",\"").append(name).append("\":");
        text.append(Double.isNaN(value) ? "null" : String.format(Locale.ROOT, "%.4f", value));
    }

    static String quote(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ') {
                quoted.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}
