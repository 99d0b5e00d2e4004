// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.cgroup;

import io.jebena.value.BlockIoLimits;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Limits on block devices as values of kernel files. */
final class BlockIoFiles {
    private static final Controller IO = Controller.IO;
    private static final int USUAL_WEIGHT = 100;

    private BlockIoFiles() {}

    static void add(BlockIoLimits limits, boolean unified, UnaryOperator<String> device, List<Setting> settings) {
        limits.weight().ifPresent(weight -> settings.add(unified ? weight(weight) : legacyWeight(weight)));
        limits.deviceWeights().forEach((path, weight) -> {
            String number = device.apply(path);
            settings.add(unified ? weight(number, weight) : legacyWeight(number, weight));
        });
        if (unified) {
            rates(limits, device, settings);
        } else {
            legacyRates("blkio.throttle.read_bps_device", limits.readBytes(), device, settings);
            legacyRates("blkio.throttle.write_bps_device", limits.writeBytes(), device, settings);
            legacyRates("blkio.throttle.read_iops_device", limits.readOperations(), device, settings);
            legacyRates("blkio.throttle.write_iops_device", limits.writeOperations(), device, settings);
        }
    }

    /** Two schedulers know weights, each in a file of its own. */
    private static Setting weight(long weight) {
        return Setting.of(IO, "io.bfq.weight", weight, USUAL_WEIGHT)
                .or(Setting.of(IO, "io.weight", stretched(weight), USUAL_WEIGHT));
    }

    private static Setting weight(String number, long weight) {
        return Setting.of(IO, "io.bfq.weight", number + " " + weight, number + " default")
                .or(Setting.of(IO, "io.weight", number + " " + stretched(weight), number + " default"));
    }

    private static Setting legacyWeight(long weight) {
        return Setting.of(IO, "blkio.weight", weight, 500).or(Setting.of(IO, "blkio.bfq.weight", weight, USUAL_WEIGHT));
    }

    private static Setting legacyWeight(String number, long weight) {
        return Setting.of(IO, "blkio.weight_device", number + " " + weight, number + " 0")
                .or(Setting.of(IO, "blkio.bfq.weight_device", number + " " + weight, number + " 0"));
    }

    private static void legacyRates(
            String file, Map<String, Long> rates, UnaryOperator<String> device, List<Setting> settings) {
        rates.forEach((path, rate) -> {
            String number = device.apply(path);
            settings.add(Setting.of(IO, file, number + " " + rate, number + " 0"));
        });
    }

    /** One line for each device, with all its rates. */
    private static void rates(BlockIoLimits limits, UnaryOperator<String> device, List<Setting> settings) {
        Map<String, Map<String, Long>> lines = new LinkedHashMap<>();
        collect("rbps", limits.readBytes(), device, lines);
        collect("wbps", limits.writeBytes(), device, lines);
        collect("riops", limits.readOperations(), device, lines);
        collect("wiops", limits.writeOperations(), device, lines);
        lines.forEach((number, rates) -> {
            StringBuilder line = new StringBuilder(number);
            for (String key : List.of("rbps", "wbps", "riops", "wiops")) {
                Long rate = rates.get(key);
                line.append(' ').append(key).append('=').append(rate == null ? "max" : rate.toString());
            }
            settings.add(Setting.of(IO, "io.max", line, number + " rbps=max wbps=max riops=max wiops=max"));
        });
    }

    private static void collect(
            String key, Map<String, Long> rates, UnaryOperator<String> device, Map<String, Map<String, Long>> lines) {
        rates.forEach((path, rate) -> lines.computeIfAbsent(device.apply(path), number -> new LinkedHashMap<>())
                .put(key, rate));
    }

    /** 10 to 1000 becomes 1 to 10000. */
    static long stretched(long weight) {
        return 1 + (weight - 10) * 9999 / 990;
    }
}
