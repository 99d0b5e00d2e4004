// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.jebena.container.ContainerSpec;
import io.jebena.container.Mount;
import io.jebena.image.Image;
import io.jebena.namespace.IdMapping;
import io.jebena.namespace.NamespaceMode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Images of more layers than the options of mount(2) have room for by name. */
@Tag("guest")
class ManyLayersKernelIT extends EngineTestBase {
    private static final int LAYERS = 200;

    /** The n-th layer adds /layers/n and replaces /last; the first is busybox, and the second comes once more at the end. */
    private Path archive() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        "sh",
                        "-ec",
                        """
                        tar -C %s -cf layer0.tar .
                        diff="sha256:$(sha256sum layer0.tar | cut -d' ' -f1)" list=layer0.tar
                        mkdir -p made/layers
                        add() {
                            list="$list\\",\\"$1"
                            diff="$diff\\",\\"sha256:$(sha256sum $1 | cut -d' ' -f1)"
                        }
                        n=1
                        while [ $n -lt %d ]; do
                            echo $n > made/layers/$n; echo $n > made/last
                            tar -C made -cf layer$n.tar layers last; rm made/layers/$n
                            add layer$n.tar; n=$((n + 1))
                        done
                        add layer1.tar
                        printf '{"architecture":"%s","os":"linux","rootfs":{"type":"layers","diff_ids":["%%s"]}}' "$diff" > config.json
                        printf '[{"Config":"config.json","RepoTags":["many:1"],"Layers":["%%s"]}]' "$list" > manifest.json
                        tar -cf many.tar manifest.json config.json layer*.tar
                        """
                                .formatted(Busybox.root(), LAYERS, goArch()))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return folder.resolve("many.tar");
    }

    private static String goArch() {
        return System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
    }

    private ContainerSpec.Builder look(Image image) {
        return ContainerSpec.builder()
                .image(image)
                .throwAway(true)
                .command(
                        "sh",
                        "-c",
                        "ls /layers | wc -l; cat /layers/* | sort -n | uniq | wc -l; cat /last; touch /new");
    }

    @Test
    void run_imageOfMoreLayersThanMountOptionsHold_showsTheTopmostOfEachFile() throws Exception {
        Image image = engine.images().load(archive()).get(0);
        assertThat(image.layers()).hasSize(LAYERS + 1);
        String all = Integer.toString(LAYERS - 1);
        run(look(image));

        long begun = System.nanoTime();
        assertThat(run(look(image)).expectExit(0).stdout().lines().map(String::strip))
                .containsExactly(all, all, "1");
        System.err.println("ManyLayersKernelIT: " + (LAYERS + 1) + " layers ran for "
                + (System.nanoTime() - begun) / 1000 + " us");

        // from within a user namespace the layers are reached by other paths
        List<IdMapping> map = List.of(new IdMapping(0, 100_000, 65_536));
        assertThat(run(look(image).namespaces(n -> n.user(NamespaceMode.OWN)
                                .uidMappings(map)
                                .gidMappings(map)))
                        .expectExit(0)
                        .stdout()
                        .lines()
                        .map(String::strip))
                .containsExactly(all, all, "1");
    }

    @Test
    void run_imageWithoutLayers_hasWhatIsMountedAndWritten() throws Exception {
        Process process = new ProcessBuilder(
                        "sh",
                        "-ec",
                        """
                        printf '{"architecture":"%s","os":"linux","rootfs":{"type":"layers","diff_ids":[]}}' > config.json
                        printf '[{"Config":"config.json","RepoTags":["none:1"],"Layers":[]}]' > manifest.json
                        tar -cf none.tar manifest.json config.json
                        """
                                .formatted(goArch()))
                .directory(folder.toFile())
                .start();
        assertThat(process.waitFor()).isZero();
        engine.images().load(folder.resolve("none.tar"));

        assertThat(run(ContainerSpec.builder()
                                .image("none:1")
                                .addMount(Mount.bind(Busybox.root().resolve("bin"), "/bin"))
                                .command("/bin/sh", "-c", "echo x > /new; cat /new"))
                        .expectExit(0)
                        .stdout())
                .isEqualTo("x\n");
    }
}
