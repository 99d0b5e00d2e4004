// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jebena.container.Container;
import io.jebena.error.ConflictException;
import io.jebena.image.Image;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** An image belongs to the containers that were created of it, whatever becomes of its names. */
class ImageInUseKernelIT extends EngineTestBase {
    private Path archive(String name, String author) throws Exception {
        String architecture = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
        Process process = new ProcessBuilder(
                        "sh",
                        "-ec",
                        """
                        tar -C %s -cf layer.tar .
                        diff=$(sha256sum layer.tar | cut -d' ' -f1)
                        printf '{"architecture":"%s","os":"linux","author":"%s","rootfs":{"type":"layers","diff_ids":["sha256:%%s"]}}' \
                            $diff > config.json
                        printf '[{"Config":"config.json","RepoTags":["%s"],"Layers":["layer.tar"]}]' > manifest.json
                        tar -cf image.tar manifest.json config.json layer.tar
                        """
                                .formatted(Busybox.root(), architecture, author, name))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return folder.resolve("image.tar");
    }

    @Test
    void remove_imageOfAContainerMadeByName_isRefused() throws Exception {
        Image image = engine.images().load(archive("app:1", "a")).get(0);
        try (Container container = engine.containers()
                .create(c -> c.image("app:1").command("sleep", "100"))
                .start()) {
            engine.images().remove("app:1");

            assertThatExceptionOfType(ConflictException.class)
                    .isThrownBy(() -> engine.images().remove(image.id().toString()));
            assertThat(container.exec("ls", "/bin").expectExit(0).stdout()).contains("sh");
        }
        engine.images().remove(image.id().toString());
        assertThat(engine.images().list()).isEmpty();
    }

    @Test
    void remove_nameThatMovedOn_leavesEachImageToItsContainers() throws Exception {
        Image before = engine.images().load(archive("app:1", "a")).get(0);
        try (Container container =
                engine.containers().create(c -> c.image("app:1").command("true"))) {
            Image after = engine.images().load(archive("app:1", "b")).get(0);

            assertThat(after.id()).isNotEqualTo(before.id());
            assertThatExceptionOfType(ConflictException.class)
                    .isThrownBy(() -> engine.images().remove(before.id().toString()));
            engine.images().remove(after.id().toString());
            assertThat(container.start().waitFor().code()).isZero();
        }
    }

    @Test
    void image_idWithItsAlgorithm_isNeverAName() throws Exception {
        Image meant = engine.images().load(archive("app:1", "a")).get(0);
        String start = meant.id().hex().substring(0, 6);
        Image named = engine.images().load(archive(start + ":latest", "b")).get(0);

        try (Container byId = engine.containers()
                        .create(c -> c.image("sha256:" + start).command("true"));
                Container byName =
                        engine.containers().create(c -> c.image(start).command("true"))) {
            assertThatExceptionOfType(ConflictException.class)
                    .isThrownBy(() -> engine.images().remove(meant.id().toString()));
            byId.remove();
            engine.images().remove(meant.id().toString());
            assertThat(byName.start().waitFor().code()).isZero();
            assertThat(engine.images().list()).extracting(Image::id).containsExactly(named.id());
        }
    }
}
