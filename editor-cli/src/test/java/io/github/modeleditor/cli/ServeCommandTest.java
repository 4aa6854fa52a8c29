package io.github.modeleditor.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.modeleditor.api.error.InvalidConfigurationException;
import io.github.modeleditor.server.ServerConfig;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.ParseResult;

/** What the options say; the server has tests of its own. */
class ServeCommandTest {
    private static ServerConfig config(String... options) {
        String[] arguments =
                Stream.concat(Stream.of("serve"), Stream.of(options)).toArray(String[]::new);
        ParseResult parsed = Main.commandLine().parseArgs(arguments).subcommand();
        return ((ServeCommand) parsed.commandSpec().userObject()).config(Optional.of("sixteen-letters-"));
    }

    @Test
    void listensOnThisMachineAloneUnlessToldOtherwise() {
        ServerConfig usual = config("--store=s", "--model=" + Path.of("models", "small"));
        assertThat(usual.address().getAddress().isLoopbackAddress()).isTrue();
        assertThat(usual.address().getPort()).isEqualTo(8484);
        assertThat(usual.modelName()).isEqualTo("small");
        assertThat(usual.token()).hasValue("sixteen-letters-");
        ServerConfig other =
                config("--store=s", "--model=m", "--host=0.0.0.0", "--port=0", "--name=tower", "--per-minute=7");
        assertThat(other.address().getAddress().isAnyLocalAddress()).isTrue();
        assertThat(other.modelName()).isEqualTo("tower");
        assertThat(other.limits().callsPerMinute()).isEqualTo(7);
    }

    @Test
    void refusesWhatCannotBe() {
        assertThatThrownBy(() -> config("--store=s", "--model=m", "--port=70000"))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("0 to 65535");
        assertThatThrownBy(() -> config("--store=s", "--model=m", "--name=a@b"))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("has an @");
        assertThatThrownBy(() -> config("--store=s", "--model=m").withToken("short"))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("fewer than 16");
    }
}
