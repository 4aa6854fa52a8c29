package io.github.modeleditor.cli;

import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.api.error.InvalidConfigurationException;
import io.github.modeleditor.api.store.EditStore;
import io.github.modeleditor.core.storage.Destination;
import io.github.modeleditor.server.EditServer;
import io.github.modeleditor.server.ServerConfig;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Serves a store of edits until the process is ended. */
@Command(
        name = "serve",
        description =
                "Serves a store of edits over HTTP: its model as OpenAI's clients ask one, edits to add and take back, and a"
                        + " page for people.",
        sortOptions = false,
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli sets what is required
final class ServeCommand implements Runnable {
    private static final String TOKEN = "MODELEDITOR_TOKEN";
    private static final int LARGEST_PORT = 65535;

    @Spec
    private CommandSpec command;

    @Option(
            names = "--store",
            paramLabel = "DIR",
            required = true,
            description = "The folder of the store; it is made where there is none.")
    private Path folder;

    @Mixin
    private ModelOptions model;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description =
                    "The address to listen on (default: ${DEFAULT-VALUE}, which is this machine alone). What goes over a"
                            + " network is not encrypted: put a proxy with TLS before it.")
    private String host;

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "8484",
            description = "The port to listen on; 0 for any that is free (default: ${DEFAULT-VALUE}).")
    private int port;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "What clients call the model (default: the name of its folder).")
    private @Nullable String name;

    @Option(
            names = "--per-minute",
            paramLabel = "N",
            defaultValue = "600",
            description = "Calls a minute at most (default: ${DEFAULT-VALUE}).")
    private int perMinute;

    @Mixin
    private MethodOptions method;

    @Override
    public void run() {
        ServerConfig config = config(Optional.ofNullable(System.getenv(TOKEN)));
        ModelEditor editor = method.applyTo(model.editor(), List.of());
        boolean exists = Files.exists(folder.resolve("ledger.jsonl"));
        if (!exists) {
            Destination.requireNoInput(folder, List.of(model.folder()));
        }
        EditStore store = exists ? EditStore.open(folder, editor) : EditStore.create(folder, editor);
        try {
            EditServer server = EditServer.start(store, folder, config);
            Thread ending = new Thread(() -> close(server, store), "modeleditor-ending");
            Runtime.getRuntime().addShutdownHook(ending);
            tell(server, config.modelName());
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException failure) {
            store.close();
            throw failure;
        }
    }

    ServerConfig config(Optional<String> token) {
        if (port < 0 || port > LARGEST_PORT) {
            throw new InvalidConfigurationException(
                    "The port is " + port + ". Choose one from 0 to " + LARGEST_PORT + ".");
        }
        InetSocketAddress address;
        try {
            address = new InetSocketAddress(InetAddress.getAllByName(host)[0], port);
        } catch (UnknownHostException e) {
            throw new InvalidConfigurationException("There is no address " + host + ". Name one of this machine.", e);
        }
        String called = name != null
                ? name
                : String.valueOf(model.folder().toAbsolutePath().normalize().getFileName());
        ServerConfig.Limits usual = ServerConfig.Limits.defaults();
        ServerConfig config = ServerConfig.of(called)
                .at(address)
                .withLimits(new ServerConfig.Limits(
                        usual.bodyBytes(), perMinute, usual.texts(), usual.tokens(), usual.queuedEdits()));
        return token.map(config::withToken).orElse(config);
    }

    private void tell(EditServer server, String called) {
        PrintWriter out = command.commandLine().getOut();
        out.println("Serving " + called + " at " + server.uri());
        out.println("The page:   " + server.uri() + "#token=" + server.token());
        out.println("OpenAI's clients: base URL " + server.uri() + "v1, API key " + server.token());
        out.println("End it with Ctrl-C: an edit that is under way begins again with the next start.");
        out.flush();
    }

    private static void close(EditServer server, EditStore store) {
        server.close();
        store.close();
    }
}
