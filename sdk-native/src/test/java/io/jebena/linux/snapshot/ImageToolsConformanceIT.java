// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.snapshot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jebena.image.Image;
import io.jebena.image.ImageReference;
import io.jebena.linux.libc.Kernel;
import io.jebena.oci.images.ImageLease;
import io.jebena.oci.images.ImageLibrary;
import io.jebena.oci.layer.UnpackLimits;
import io.jebena.oci.spec.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Images made by the programs that people make images with: each is loaded, its layers are stacked by the kernel, and
 * the result must be the tree that the program was given.
 */
class ImageToolsConformanceIT {
    /** Type, permissions, owner, size of files, whole seconds, target of links; the root's own time is the tool's. */
    private static final String FORMAT = "%P %y %m %U %G %Ts %l";

    /** Made once: a tree, and an image of it in two layers by umoci. */
    @TempDir
    static Path shared;

    @TempDir
    Path folder;

    private static String missing = "";

    @BeforeAll
    static void makeImage() throws Exception {
        if (Kernel.processes().effectiveUser() != 0) {
            missing = "images with owners and devices are made by root only; run the tests as root";
            return;
        }
        if (!has("umoci")) {
            missing = "no umoci; install the package umoci";
            return;
        }
        sh(
                shared,
                """
                umoci init --layout umoci
                umoci new --image umoci:v1
                umoci unpack --image umoci:v1 bundle
                cd bundle/rootfs
                mkdir -p bin etc/sub usr/lib opaque var/empty 'odd name'
                printf 'program' > bin/program; chmod 4755 bin/program
                ln bin/program bin/hard; ln -s program bin/soft; ln -s /etc/passwd absolute; ln -s ../../.. up
                printf 'root:x:0:0::/:/bin/sh' > etc/passwd; chown 0:42 etc/passwd; chmod 640 etc/passwd
                printf gone > etc/gone; printf gone > opaque/gone; printf x > etc/sub/replaced
                mkdir replaced; printf x > replaced/below
                printf ä > "odd name/$(printf 'latin-\\344')"
                mkfifo var/pipe; mknod var/null c 1 3; chmod 1777 var/empty; chmod 2555 usr/lib
                head -c 3000000 /dev/urandom > usr/big
                name=$(printf 'n%.0s' $(seq 150)); mkdir -p usr/$name/$name; printf deep > usr/$name/$name/$name
                find . -exec touch -h -d @1500000000 {} +
                cd ../..
                umoci repack --image umoci:v1 bundle
                umoci config --image umoci:v1 --config.cmd /bin/program --config.env A=b --config.user 5:6
                rm -rf bundle
                umoci unpack --image umoci:v1 bundle
                cd bundle/rootfs
                rm etc/gone; rm -r replaced; printf file > replaced
                rm -r etc/sub; printf file > etc/sub
                rm -r opaque; mkdir opaque; printf new > opaque/new
                printf more >> etc/passwd
                find . -newermt @1500000001 -exec touch -h -d @1600000000 {} +
                cd ../..
                umoci repack --image umoci:v1 bundle
                """);
    }

    @BeforeEach
    void requireImage() {
        require(missing.isEmpty(), missing);
    }

    private static void require(boolean met, String reason) {
        if (!met) {
            System.err.println("skipped: " + reason);
        }
        assumeTrue(met, reason);
    }

    private static boolean has(String program) {
        return Stream.of("/usr/bin/", "/usr/local/bin/", "/bin/")
                .anyMatch(d -> Files.isExecutable(Path.of(d + program)));
    }

    private static void sh(Path directory, String script) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("sh", "-ec", script)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        String out = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(out).isZero();
    }

    private ImageLibrary library() {
        return new ImageLibrary(
                folder.resolve("root"),
                new FlockStoreLock(),
                new RootedLayerTargets(),
                UnpackLimits.DEFAULT,
                Platform.host());
    }

    /** The stack of the image's layers is the tree that umoci was given. */
    private void assertSameTree(Image image) throws Exception {
        List<String> expected = OverlayView.listPlain(shared.resolve("bundle/rootfs"), FORMAT);
        try (ImageLease lease = library().lease(image.id().toString())) {
            List<String> actual = OverlayView.list(folder, lease.image().layerDirs(), FORMAT);
            assertThat(withoutRoot(actual)).isEqualTo(withoutRoot(expected));
            assertThat(expected).hasSizeGreaterThan(20);
            String content = "-type f -exec sha256sum {} + | LC_ALL=C sort";
            assertThat(OverlayView.run(folder, lease.image().layerDirs(), "find . " + content))
                    .isEqualTo(OverlayView.runPlain(shared.resolve("bundle/rootfs"), "find . " + content));
        }
    }

    private static List<String> withoutRoot(List<String> lines) {
        return lines.stream().filter(l -> !l.startsWith(" d ")).toList();
    }

    private void assertConfig(Image image) {
        assertThat(image.config().command()).containsExactly("/bin/program");
        assertThat(image.config().env()).containsEntry("A", "b");
        assertThat(image.config().user()).isEqualTo("5:6");
        assertThat(image.layers()).hasSize(2);
        assertThat(image.size().toBytes()).isGreaterThan(3_000_000);
    }

    @Test
    void load_layoutOfUmoci_sameTree() throws Exception {
        List<Image> images = library().load(shared.resolve("umoci"));

        assertThat(images).hasSize(1);
        assertThat(images.get(0).tags()).containsExactly(ImageReference.parse("umoci:v1"));
        assertConfig(images.get(0));
        assertSameTree(images.get(0));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "docker-archive:image.tar:team/app:1.0; ; image.tar; team/app:1.0",
                "oci-archive:image.tar:team/app:1.0; ; image.tar; team/app:1.0",
                "oci-archive:image.tar:v2; ; image.tar; image:v2",
                "oci:image:registry.example:5000/app:2; ; image; registry.example:5000/app:2",
                "oci:image:v3; --dest-compress-format zstd; image; image:v3",
                "oci:image:v3; --dest-decompress; image; image:v3"
            })
    void load_imageOfSkopeo_sameTree(String destination, String options, String file, String name) throws Exception {
        require(has("skopeo"), "no skopeo; install the package skopeo");
        sh(
                folder,
                "skopeo --insecure-policy copy " + (options == null ? "" : options) + " oci:" + shared + "/umoci:v1 "
                        + destination);

        List<Image> images = library().load(folder.resolve(file));

        assertThat(images).hasSize(1);
        assertThat(images.get(0).tags()).containsExactly(ImageReference.parse(name));
        assertConfig(images.get(0));
        assertSameTree(images.get(0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "zstd -q --rm", "xz -1", "bzip2"})
    void load_archiveCompressedAsAWhole_sameTree(String program) throws Exception {
        require(has("skopeo"), "no skopeo; install the package skopeo");
        String name = program.split(" ", 2)[0];
        require(has(name), "no " + name + "; install the package of that name");
        sh(folder, "skopeo --insecure-policy copy oci:" + shared + "/umoci:v1 docker-archive:image.tar:app:1");
        sh(folder, program + " image.tar && mv image.tar.* packed");

        assertSameTree(library().load(folder.resolve("packed")).get(0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"docker-archive", "oci-archive"})
    void load_imageOfBuildah_sameTree(String transport) throws Exception {
        require(has("buildah"), "no buildah; install the package buildah");
        sh(
                folder,
                """
                b() { buildah --root "$PWD/storage" --runroot "$PWD/run" --storage-driver vfs "$@"; }
                printf '{"default":[{"type":"insecureAcceptAnything"}]}' > policy.json
                c=$(b from scratch)
                m=$(b mount $c)
                cp -a "%s"/. "$m"/
                b umount $c
                b config --cmd /bin/program --env A=b --user 5:6 $c
                b commit --signature-policy policy.json $c built
                b push --signature-policy policy.json built %s:image.tar:team/built:1
                """
                        .formatted(shared.resolve("bundle/rootfs"), transport));

        List<Image> images = library().load(folder.resolve("image.tar"));

        assertThat(images.get(0).tags()).contains(ImageReference.parse("team/built:1"));
        assertThat(images.get(0).config().user()).isEqualTo("5:6");
        assertSameTree(images.get(0));
    }

    /** The store is an image layout itself: others can read it. */
    @Test
    void store_readBySkopeo_sameImage() throws Exception {
        require(has("skopeo"), "no skopeo; install the package skopeo");
        Image image = library().load(shared.resolve("umoci")).get(0);

        sh(
                folder,
                "skopeo --insecure-policy copy oci:root/images:docker.io/library/umoci:v1 docker-archive:again.tar:x:1");

        assertThat(library().load(folder.resolve("again.tar")).get(0).layers()).isEqualTo(image.layers());
    }
}
