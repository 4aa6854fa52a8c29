package io.github.modeleditor.server;

import com.sun.net.httpserver.HttpServer;
import io.github.modeleditor.api.error.InvalidConfigurationException;
import io.github.modeleditor.api.store.EditStore;
import io.github.modeleditor.server.edits.EditCalls;
import io.github.modeleditor.server.edits.EditQueue;
import io.github.modeleditor.server.edits.JobFolder;
import io.github.modeleditor.server.http.Call;
import io.github.modeleditor.server.http.RateLimit;
import io.github.modeleditor.server.http.Router;
import io.github.modeleditor.server.openai.ModelCalls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Serves a store of edits: its model to ask, edits to add and take back, metrics, and a page for people. Thread-safe. Edits are made one
 * at a time, in a queue in the store's folder, so what was asked for is done though the process ends meanwhile.
 */
public final class EditServer implements AutoCloseable {
    private static final int TOKEN_BYTES = 24;
    private static final int THREADS = 64;
    private static final int SECONDS_TO_END = 5;

    private final HttpServer server;
    private final ExecutorService threads;
    private final EditQueue queue;
    private final ModelCalls models;
    private final ServerMetrics metrics;
    private final String token;
    private final AtomicBoolean closed = new AtomicBoolean();

    private EditServer(HttpServer server, EditStore store, Path folder, ServerConfig config) {
        this.server = server;
        metrics = new ServerMetrics();
        token = config.token().orElseGet(EditServer::madeToken);
        ServerConfig.Limits limits = config.limits();
        queue = new EditQueue(store, new JobFolder(folder), limits.queuedEdits(), Clock.systemUTC(), metrics::ended);
        metrics.watch(store, queue::waiting);
        models = new ModelCalls(store, config.modelName(), limits.texts(), limits.tokens(), metrics::written);
        threads = new ThreadPoolExecutor(0, THREADS, 1, TimeUnit.MINUTES, new SynchronousQueue<>(), task -> {
            Thread thread = new Thread(task, "modeleditor-http");
            thread.setDaemon(true);
            return thread;
        });
        Router router = new Router(
                token, new RateLimit(limits.callsPerMinute(), System::nanoTime), limits.bodyBytes(), metrics::answered);
        new Page(config.modelName(), store.current()).addTo(router);
        models.addTo(router);
        new EditCalls(store, queue).addTo(router);
        router.addOpen("/health", call -> health(call, store)).add("GET", "/metrics", metrics::reply);
        server.createContext("/", router);
        server.setExecutor(threads);
    }

    /**
     * Starts a server.
     *
     * @param store what it serves; it stays the caller's, who closes it after the server
     * @param folder the store's folder
     * @param config where it listens, who may call, and how much it takes
     * @return the server, to be closed by the caller
     * @throws InvalidConfigurationException if it cannot listen there
     */
    public static EditServer start(EditStore store, Path folder, ServerConfig config) {
        Objects.requireNonNull(store, "store");
        Objects.requireNonNull(folder, "folder");
        Objects.requireNonNull(config, "config");
        boundSlowClients();
        HttpServer listening;
        try {
            listening = HttpServer.create(config.address(), 0);
        } catch (IOException e) {
            throw new InvalidConfigurationException(
                    "Cannot listen on " + config.address() + " (" + e.getMessage()
                            + "). Choose another port or address.",
                    e);
        }
        try {
            EditServer made = new EditServer(listening, store, folder, config);
            made.queue.start();
            listening.start();
            return made;
        } catch (RuntimeException failure) {
            listening.stop(0);
            throw failure;
        }
    }

    /** The JDK's server waits for a request without end unless it is told otherwise, before its first use. */
    private static void boundSlowClients() {
        Map.of("sun.net.httpserver.maxReqTime", "30", "sun.net.httpserver.nodelay", "true")
                .forEach((name, value) -> {
                    if (System.getProperty(name) == null) {
                        System.setProperty(name, value);
                    }
                });
    }

    private static String madeToken() {
        byte[] bytes = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static void health(Call call, EditStore store) throws IOException {
        call.reply(200, Map.of("status", "ok", "version", store.latest().number()));
    }

    /**
     * Where it listens.
     *
     * @return such as {@code http://127.0.0.1:8484/}
     */
    public URI uri() {
        InetSocketAddress address = server.getAddress();
        InetAddress host = address.getAddress();
        String name = host.isAnyLocalAddress() ? "localhost" : host.getHostAddress();
        return URI.create("http://" + (name.contains(":") ? "[" + name + "]" : name) + ":" + address.getPort() + "/");
    }

    /**
     * What callers show as a bearer.
     *
     * @return the token
     */
    public String token() {
        return token;
    }

    /**
     * Takes no more calls, ends texts after the next token, and stops the edit that is under way, which the next server of the store
     * begins again. A second call does nothing.
     */
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        models.close();
        queue.close();
        server.stop(0);
        threads.shutdown();
        try {
            if (!threads.awaitTermination(SECONDS_TO_END, TimeUnit.SECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        metrics.close();
    }
}
