// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.runtime;

/**
 * What an engine does with a container beside its life: one object each for all containers.
 *
 * @param usage what it uses
 * @param observation what can be told of it
 * @param readiness whether it works
 * @param files its files
 * @param execs further processes in it
 */
record Parts(Usage usage, Observation observation, Readiness readiness, FileAccess files, ExecLauncher execs) {
    static Parts of(Surroundings surroundings) {
        Readiness readiness = new Readiness(surroundings);
        return new Parts(
                new Usage(surroundings),
                new Observation(surroundings, readiness),
                readiness,
                new FileAccess(surroundings),
                new ExecLauncher(surroundings));
    }
}
