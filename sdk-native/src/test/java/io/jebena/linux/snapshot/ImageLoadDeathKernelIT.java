// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.snapshot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jebena.image.Image;
import io.jebena.linux.libc.Kernel;
import io.jebena.oci.images.ImageLease;
import io.jebena.oci.images.ImageLibrary;
import io.jebena.oci.layer.UnpackLimits;
import io.jebena.oci.spec.Platform;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** JVMs that load and remove images on one root, killed at any moment: whoever opens the root next finds it sound. */
class ImageLoadDeathKernelIT {
    private static final int ROUNDS = 6;

    @TempDir
    Path folder;

    /** Loads and removes one archive until it is killed. */
    static final class Worker {
        private Worker() {}

        /** Takes the root and the archive, and says when the first round is done. */
        public static void main(String[] arguments) {
            ImageLibrary library = open(Path.of(arguments[0]));
            while (true) {
                Image image = library.load(Path.of(arguments[1])).get(0);
                System.out.println("loaded " + image.id());
                library.remove(image.id().toString(), true, id -> false);
            }
        }
    }

    private static ImageLibrary open(Path root) {
        return new ImageLibrary(
                root, new FlockStoreLock(), new RootedLayerTargets(), UnpackLimits.DEFAULT, Platform.host());
    }

    private static Path archive(Path folder, String name) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        "sh",
                        "-ec",
                        """
                        mkdir %1$s; cd %1$s; mkdir low high
                        for i in $(seq 200); do mkdir low/d$i; printf %1$s-$i > low/d$i/file; done
                        head -c 4000000 /dev/urandom > high/big
                        tar -C low -cf low.tar .; tar -C high -cf high.tar .
                        low=$(sha256sum low.tar | cut -d' ' -f1); high=$(sha256sum high.tar | cut -d' ' -f1)
                        printf '{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":["sha256:%%s","sha256:%%s"]}}' $low $high > config.json
                        printf '[{"Config":"config.json","RepoTags":["%1$s:1"],"Layers":["low.tar","high.tar"]}]' > manifest.json
                        tar -cf ../%1$s.tar manifest.json config.json low.tar high.tar
                        """
                                .formatted(name))
                .directory(folder.toFile())
                .inheritIO()
                .start();
        assertThat(process.waitFor()).isZero();
        return folder.resolve(name + ".tar");
    }

    private Process worker(Path root, Path archive) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Worker.class.getName(),
                        root.toString(),
                        archive.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    @Test
    void load_jvmsKilledAtAnyMoment_rootSound() throws Exception {
        boolean privileged = Kernel.processes().effectiveUser() == 0;
        if (!privileged) {
            System.err.println("skipped: owners of layers can be set by root only; run the tests as root");
        }
        assumeTrue(privileged);
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Path root = folder.resolve("root");
        List<Path> archives = List.of(archive(folder, "one"), archive(folder, "two"));
        for (int round = 0; round < ROUNDS; round++) {
            List<Process> workers = new ArrayList<>();
            try {
                for (Path archive : archives) {
                    workers.add(worker(root, archive));
                }
                for (Process worker : workers) {
                    BufferedReader out = worker.inputReader(UTF_8);
                    assertThat(out.readLine()).as("seed %d", seed).startsWith("loaded sha256:");
                    // the moment is the point: anywhere in a load or a removal
                    assertThat(worker.waitFor(random.nextInt(60), TimeUnit.MILLISECONDS))
                            .as("seed %d", seed)
                            .isFalse();
                }
            } finally {
                workers.forEach(Process::destroyForcibly);
            }
            for (Process worker : workers) {
                worker.waitFor();
            }
            assertSound(root, archives, seed);
        }
    }

    private void assertSound(Path root, List<Path> archives, long seed) throws Exception {
        ImageLibrary library = open(root);
        assertThat(root.resolve("images/ingest")).as("seed %d", seed).isEmptyDirectory();
        try (Stream<Path> layers = Files.list(root.resolve("layers"))) {
            assertThat(layers).as("seed %d", seed).allMatch(l -> Files.exists(l.resolve("layer.json")));
        }
        if (library.list().isEmpty()) {
            assertThat(root.resolve("images/blobs/sha256")).as("seed %d", seed).isEmptyDirectory();
            assertThat(root.resolve("layers")).as("seed %d", seed).isEmptyDirectory();
        }
        for (Image image : library.list()) {
            try (ImageLease lease = library.lease(image.id().toString())) {
                assertThat(lease.image().layerDirs()).hasSize(2).allMatch(Files::isDirectory);
            }
        }
        for (Path archive : archives) {
            Image image = library.load(archive).get(0);
            String name = String.valueOf(archive.getFileName()).replace(".tar", "");
            try (ImageLease lease = library.lease(image.id().toString())) {
                Path low = lease.image().layerDirs().get(0);
                Path high = lease.image().layerDirs().get(1);
                for (int i = 1; i <= 200; i++) {
                    assertThat(low.resolve("d" + i + "/file"))
                            .as("seed %d", seed)
                            .hasContent(name + "-" + i);
                }
                assertThat(Files.mismatch(high.resolve("big"), folder.resolve(name + "/high/big")))
                        .as("seed %d", seed)
                        .isEqualTo(-1);
            }
            library.remove(image.id().toString(), true, id -> false);
        }
        assertThat(library.list()).as("seed %d", seed).isEmpty();
        assertThat(root.resolve("images/blobs/sha256")).isEmptyDirectory();
        assertThat(root.resolve("layers")).isEmptyDirectory();
    }
}
