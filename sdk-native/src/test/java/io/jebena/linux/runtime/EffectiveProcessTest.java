// SPDX-License-Identifier: Apache-2.0
package io.jebena.linux.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jebena.container.ContainerSpec;
import io.jebena.container.ExecSpec;
import io.jebena.error.InvalidSpecException;
import io.jebena.image.ImageConfig;
import io.jebena.user.UserSpec;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class EffectiveProcessTest {
    private static final ImageConfig IMAGE = ImageConfig.builder()
            .entrypoint(List.of("/entry"))
            .command(List.of("by", "default"))
            .env(Map.of("LANG", "C", "PATH", "/image/bin"))
            .workdir("srv")
            .user("alice:wheel")
            .build();

    private static EffectiveProcess of(ImageConfig image, Consumer<ContainerSpec.Builder> change) {
        ContainerSpec.Builder spec = ContainerSpec.builder().image("app");
        change.accept(spec);
        return EffectiveProcess.ofContainer(spec.build(), image, "host1");
    }

    @Test
    void ofContainer_nothingSet_isTheImagesOwn() {
        EffectiveProcess process = of(IMAGE, s -> {});

        assertThat(process.arguments()).containsExactly("/entry", "by", "default");
        assertThat(process.workdir()).isEqualTo("/srv");
        assertThat(process.user()).contains(UserSpec.parse("alice:wheel"));
        assertThat(process.env())
                .containsEntry("PATH", "/image/bin")
                .containsEntry("HOSTNAME", "host1")
                .containsEntry("LANG", "C");
    }

    @Test
    void ofContainer_imageWithAZeroCharacter_namesTheField() {
        assertInvalid("command", IMAGE.toBuilder().command(List.of("a\0b")).build());
        assertInvalid("command", IMAGE.toBuilder().entrypoint(List.of("\0")).build());
        assertInvalid("env", IMAGE.toBuilder().env(Map.of("A", "b\0")).build());
        assertInvalid("env", IMAGE.toBuilder().env(Map.of("A\0", "b")).build());
        assertInvalid("user", IMAGE.toBuilder().user("al\0ice").build());
        assertInvalid("workdir", IMAGE.toBuilder().workdir("/srv\0").build());
        assertInvalid(
                "workdir", IMAGE.toBuilder().workdir("/" + "x".repeat(4095)).build());
    }

    private static void assertInvalid(String field, ImageConfig image) {
        assertThatThrownBy(() -> of(image, s -> {}))
                .isInstanceOfSatisfying(
                        InvalidSpecException.class, e -> assertThat(e.field()).isEqualTo(field));
    }

    @Test
    void ofContainer_command_replacesTheImagesCommandOnly() {
        assertThat(of(IMAGE, s -> s.command("other")).arguments()).containsExactly("/entry", "other");
    }

    @Test
    void ofContainer_entrypoint_dropsTheImagesCommandToo() {
        assertThat(of(IMAGE, s -> s.entrypoint("/own")).arguments()).containsExactly("/own");
        assertThat(of(IMAGE, s -> s.entrypoint("/own").command("x")).arguments())
                .containsExactly("/own", "x");
    }

    @Test
    void ofContainer_emptyEntrypoint_clearsTheImages() {
        assertThat(of(IMAGE, s -> s.entrypoint("").command("sh")).arguments()).containsExactly("sh");
    }

    @Test
    void ofContainer_noCommandAnywhere_isRefused() {
        ImageConfig bare = ImageConfig.builder().build();

        assertThatThrownBy(() -> of(bare, s -> {}))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("no command specified");
    }

    @Test
    void ofContainer_imageWithMalformedUser_namesIt() {
        ImageConfig image = IMAGE.toBuilder().user("a b").build();

        assertThatThrownBy(() -> of(image, s -> {}))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("a b");
        assertThat(of(image, s -> s.user("1")).user()).contains(UserSpec.parse("1"));
    }

    @Test
    void candidates_programWithoutSlash_areOneForEachDirectoryOfPath() {
        EffectiveProcess process = of(IMAGE, s -> s.entrypoint("prog").putEnv("PATH", "/a:relative::/b"));

        assertThat(process.candidates()).containsExactly("/a/prog", "/b/prog");
    }

    @Test
    void candidates_programWithSlash_isTheOnlyOne() {
        assertThat(of(IMAGE, s -> s.entrypoint("/x/prog")).candidates()).containsExactly("/x/prog");
        assertThat(of(IMAGE, s -> s.entrypoint("./prog")).candidates()).containsExactly("/srv/./prog");
    }

    @Test
    void with_exec_inheritsWhatItDoesNotSet() {
        EffectiveProcess container = of(IMAGE, s -> s.putEnv("A", "1"));
        EffectiveProcess plain =
                container.with(ExecSpec.builder().command("id").putEnv("B", "2").build());
        EffectiveProcess own = container.with(ExecSpec.builder()
                .command("id")
                .user("0")
                .workdir("/tmp")
                .putEnv("A", "3")
                .build());

        assertThat(plain.env()).containsEntry("A", "1").containsEntry("B", "2");
        assertThat(plain.workdir()).isEqualTo("/srv");
        assertThat(plain.user()).contains(UserSpec.parse("alice:wheel"));
        assertThat(own.env()).containsEntry("A", "3");
        assertThat(own.workdir()).isEqualTo("/tmp");
        assertThat(own.user()).contains(UserSpec.parse("0"));
    }

    @Test
    void command_programWithoutName_isRefused() {
        assertThatThrownBy(() -> of(ImageConfig.builder().build(), c -> c.command("", "x")))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("command");
    }
}
