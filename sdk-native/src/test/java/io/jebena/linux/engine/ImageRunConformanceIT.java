// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.jebena.container.ProcessResult;
import io.jebena.image.Image;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Images made by the programs that people make images with, loaded and run: their content, command, user and environment. */
class ImageRunConformanceIT extends EngineTestBase {
    private static final List<String> PROGRAM_PLACES = List.of("/usr/bin/", "/usr/sbin/", "/usr/local/bin/", "/bin/");

    private static void need(String... programs) {
        for (String program : programs) {
            boolean there = PROGRAM_PLACES.stream().anyMatch(p -> Files.isExecutable(Path.of(p + program)));
            Busybox.require(there, "no " + program + " on this machine; install the package " + program);
        }
    }

    private void sh(String script) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("sh", "-ec", script)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }

    /** An OCI layout of busybox in two layers, the second of which adds, replaces and deletes. */
    private void makeWithUmoci() throws Exception {
        need("umoci");
        sh(
                """
                umoci init --layout layout
                umoci new --image layout:small
                umoci unpack --image layout:small bundle
                cp -a %s/. bundle/rootfs/
                echo old > bundle/rootfs/etc/replaced; echo gone > bundle/rootfs/etc/gone
                umoci repack --image layout:small bundle
                rm -rf bundle; umoci unpack --image layout:small bundle
                echo new > bundle/rootfs/etc/replaced; rm bundle/rootfs/etc/gone; echo added > bundle/rootfs/etc/added
                umoci repack --image layout:small bundle
                umoci config --image layout:small --config.entrypoint sh --config.entrypoint -c --config.cmd 'echo default' \\
                    --config.env GREETING=hello --config.user alice --config.workingdir /home
                rm -rf bundle
                """
                        .formatted(Busybox.root()));
    }

    private void assertRuns(Image image) {
        assertThat(image.config().env()).containsEntry("GREETING", "hello");
        ProcessResult byDefault = engine.containers().run(c -> c.image(image));
        assertThat(byDefault.expectExit(0).stdout()).isEqualTo("default\n");
        ProcessResult asked = engine.containers().run(c -> c.image(image)
                .command("echo $GREETING; pwd; id -un; id -Gn; cat /etc/replaced /etc/added; ls /etc/gone"));
        assertThat(asked.stdout().lines()).containsExactly("hello", "/home", "alice", "alice wheel", "new", "added");
        assertThat(asked.stderr()).contains("/etc/gone: No such file");
    }

    @Test
    void umoci_layoutOfTwoLayers_runsAsConfigured() throws Exception {
        makeWithUmoci();

        List<Image> images = engine.images().load(folder.resolve("layout"));

        assertThat(images).hasSize(1);
        assertThat(images.get(0).layers()).hasSize(2);
        assertRuns(images.get(0));
    }

    @Test
    void skopeo_dockerArchiveAndOciArchive_runAsConfigured() throws Exception {
        makeWithUmoci();
        need("skopeo");
        sh(
                """
                skopeo copy -q oci:layout:small docker-archive:docker.tar:registry.example/small:1
                skopeo copy -q --dest-compress-format zstd oci:layout:small oci-archive:oci.tar:small
                gzip -k docker.tar
                """);

        for (String archive : List.of("docker.tar", "docker.tar.gz", "oci.tar")) {
            assertRuns(engine.images().load(folder.resolve(archive)).get(0));
        }
        assertThat(engine.containers()
                        .run(c -> c.image("registry.example/small:1"))
                        .stdout())
                .isEqualTo("default\n");
    }

    @Test
    void buildah_bothArchives_runAsConfigured() throws Exception {
        makeWithUmoci();
        need("buildah");
        String storage = folder.resolve("storage").toString();
        String buildah = "buildah --storage-driver vfs --root " + storage + " --runroot " + storage + "-run";
        sh(
                """
                c=$(%1$s from --pull-never oci:layout:small)
                echo extra > extra; %1$s copy $c extra /etc/extra
                %1$s commit -q $c oci-archive:buildah-oci.tar:small
                %1$s commit -q $c docker-archive:buildah-docker.tar:small:2
                %1$s rm -a; %1$s rmi -a -f
                """
                        .formatted(buildah));

        for (String archive : List.of("buildah-oci.tar", "buildah-docker.tar")) {
            Image image = engine.images().load(folder.resolve(archive)).get(0);
            assertRuns(image);
            assertThat(engine.containers()
                            .run(c -> c.image(image).command("cat /etc/extra"))
                            .stdout())
                    .isEqualTo("extra\n");
        }
        host("rm", "-rf", storage, storage + "-run");
    }

    @Test
    void debootstrap_debianRootAsAnImage_itsToolsRunAsRootAndAsAnother() throws Exception {
        need("debootstrap", "umoci");
        Busybox.require(debianMirror() != null, "apt knows no mirror of Debian here");
        sh(
                """
                umoci init --layout debian
                umoci new --image debian:base
                umoci unpack --image debian:base bundle
                debootstrap --variant=minbase bookworm bundle/rootfs %s > debootstrap.log 2>&1 || { tail debootstrap.log; exit 1; }
                umoci repack --image debian:base bundle
                rm -rf bundle
                """
                        .formatted(debianMirror()));
        Image image = engine.images().load(folder.resolve("debian")).get(0);

        ProcessResult packages = engine.containers().run(c -> c.image(image).command("sh", "-c", "dpkg -l | wc -l"));
        assertThat(Integer.parseInt(packages.expectExit(0).stdout().strip())).isGreaterThan(50);
        ProcessResult apt = engine.containers().run(c -> c.image(image).command("apt-get", "--version"));
        assertThat(apt.expectExit(0).stdout()).startsWith("apt ");
        ProcessResult other = engine.containers().run(c -> c.image(image)
                .user("nobody")
                .command("sh", "-c", "id -un; id -gn; cat /etc/shadow; touch /etc/x"));
        assertThat(other.stdout()).isEqualTo("nobody\nnogroup\n");
        assertThat(other.stderr().lines()).hasSize(2).allMatch(line -> line.contains("Permission denied"));
        host("rm", "-rf", folder.resolve("debian").toString());
    }

    private static String debianMirror() throws IOException, InterruptedException {
        if (PROGRAM_PLACES.stream().noneMatch(p -> Files.isExecutable(Path.of(p + "apt-get")))) {
            return null;
        }
        Process process = new ProcessBuilder("apt-get", "indextargets", "--format", "$(REPO_URI) $(RELEASE)").start();
        String targets = new String(process.getInputStream().readAllBytes(), UTF_8);
        process.waitFor();
        return Stream.of(targets.split("\n"))
                .filter(line -> line.endsWith(" bookworm"))
                .map(line -> line.split(" ")[0])
                .findFirst()
                .orElse(null);
    }
}
