package io.github.modeleditor.cli.fetch;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * A hub on the loopback interface that speaks as Hugging Face's does: a list of files with sizes and hashes, small files of its own, large
 * ones sent on to a store at another origin, ranges, entity tags, and errors with their codes. Faults are put on for requests to come.
 */
final class LocalHub implements AutoCloseable {
    static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

    /** Files larger than this lie in the store. */
    private static final int LARGE = 1000;

    /** What becomes of one request for bytes, instead of what would. */
    @FunctionalInterface
    interface Fault {
        /**
         * Answers otherwise.
         *
         * @return whether it did
         */
        boolean answer(HttpExchange exchange, byte[] content) throws IOException;
    }

    private final Map<String, byte[]> files = new TreeMap<>();
    private final Map<String, String> hashes = new TreeMap<>();
    private final Queue<String> log = new ConcurrentLinkedQueue<>();
    private final Queue<Fault> faults = new ArrayDeque<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer hub = server();
    private final HttpServer store = server();
    private Optional<String> token = Optional.empty();
    private @Nullable String refusal;
    private String redirect;
    private long arrived;

    LocalHub() throws IOException {
        redirect = address(store).toString();
        hub.createContext("/", exchange -> respond(exchange, this::ask));
        store.createContext("/", exchange -> respond(exchange, this::bytes));
    }

    @FunctionalInterface
    private interface Answer {
        void to(HttpExchange exchange) throws IOException;
    }

    private HttpServer server() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.start();
        return server;
    }

    private static URI address(HttpServer server) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    URI endpoint() {
        return address(hub);
    }

    LocalHub with(String name, byte[] content) {
        files.put(name, content);
        return this;
    }

    LocalHub with(String name, String content) {
        return with(name, content.getBytes(UTF_8));
    }

    /** The list tells another hash than that of the bytes. */
    LocalHub lyingAbout(String name) {
        hashes.put(name, "ab".repeat(32));
        return this;
    }

    /** Everything needs this token. */
    LocalHub requiring(String secret) {
        token = Optional.of(secret);
        return this;
    }

    /** The hub says this code, with 403, whatever it is asked. */
    LocalHub refusing(String code) {
        refusal = code;
        return this;
    }

    LocalHub sendingTo(String place) {
        redirect = place;
        return this;
    }

    /** One more request for bytes goes wrong, in this way. */
    LocalHub failing(Fault fault) {
        faults.add(fault);
        return this;
    }

    /** What was asked, one line each: where, what, which range, which token. */
    List<String> log() {
        return List.copyOf(log);
    }

    private void respond(HttpExchange exchange, Answer answer) throws IOException {
        String range = exchange.getRequestHeaders().getFirst("Range");
        String secret = exchange.getRequestHeaders().getFirst("Authorization");
        log.add((exchange.getHttpContext().getServer() == hub ? "hub " : "store ")
                + exchange.getRequestURI()
                + (range == null ? "" : " " + range)
                + (secret == null ? "" : " " + secret));
        try (exchange) {
            answer.to(exchange);
        }
    }

    private void ask(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        if (refusal != null) {
            exchange.getResponseHeaders().set("X-Error-Code", refusal);
            exchange.sendResponseHeaders(refusal.equals("RevisionNotFound") ? 404 : 403, -1);
        } else if (token.isPresent()
                && !("Bearer " + token.get())
                        .equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            exchange.getResponseHeaders().set("X-Error-Code", "RepoNotFound");
            exchange.sendResponseHeaders(401, -1);
        } else if (path.equals("/api/models/owner/name/revision/main")) {
            send(exchange, 200, listing());
        } else if (path.startsWith("/owner/name/resolve/" + COMMIT + "/")) {
            resolve(exchange, path.substring(("/owner/name/resolve/" + COMMIT + "/").length()));
        } else {
            exchange.getResponseHeaders().set("X-Error-Code", "RepoNotFound");
            exchange.sendResponseHeaders(404, -1);
        }
    }

    private void resolve(HttpExchange exchange, String name) throws IOException {
        byte[] content = content(name);
        if (!files.containsKey(name)) {
            exchange.getResponseHeaders().set("X-Error-Code", "EntryNotFound");
            exchange.sendResponseHeaders(404, -1);
        } else if (content.length > LARGE) {
            exchange.getResponseHeaders().set("X-Linked-Etag", "\"" + hash(name) + "\"");
            exchange.getResponseHeaders().set("Location", redirect + "/" + name + "?signature=1");
            exchange.sendResponseHeaders(302, -1);
        } else {
            exchange.getResponseHeaders().set("ETag", "\"" + hash(name) + "\"");
            send(exchange, 200, content);
        }
    }

    private void bytes(HttpExchange exchange) throws IOException {
        byte[] content = content(exchange.getRequestURI().getPath().substring(1));
        Fault fault = faults.poll();
        if (fault != null && fault.answer(exchange, content)) {
            return;
        }
        String range = exchange.getRequestHeaders().getFirst("Range");
        if (range == null) {
            send(exchange, 200, content);
            return;
        }
        int from = Integer.parseInt(range.replaceAll("\\D", ""));
        if (from >= content.length) {
            exchange.sendResponseHeaders(416, -1);
            return;
        }
        exchange.getResponseHeaders()
                .set("Content-Range", "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
        send(exchange, 206, Arrays.copyOfRange(content, from, content.length));
    }

    private static void send(HttpExchange exchange, int status, byte[] content) throws IOException {
        exchange.sendResponseHeaders(status, content.length);
        exchange.getResponseBody().write(content);
    }

    /** The whole length is announced, some bytes come, and when the client has told that they {@link #arrived} the connection ends. */
    Fault cutAfter(int bytes) {
        return (exchange, content) -> {
            int from = from(exchange);
            if (from > 0) {
                exchange.getResponseHeaders()
                        .set("Content-Range", "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
            }
            exchange.sendResponseHeaders(from > 0 ? 206 : 200, content.length - from);
            OutputStream body = exchange.getResponseBody();
            int end = Math.min(content.length, from + bytes);
            body.write(content, from, end - from);
            body.flush();
            awaitArrival(end);
            return true;
        };
    }

    /** A connection that ends takes with it what the client had not yet read, which differs from run to run. */
    private synchronized void awaitArrival(long end) throws IOException {
        try {
            while (arrived < end) {
                wait();
            }
        } catch (InterruptedException closed) {
            throw new IOException("the hub was closed before " + end + " bytes arrived", closed);
        }
    }

    /** The client says how many bytes of the file it keeps by now. */
    synchronized void arrived(long bytes) {
        arrived = bytes;
        notifyAll();
    }

    private static int from(HttpExchange exchange) {
        String range = exchange.getRequestHeaders().getFirst("Range");
        return range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
    }

    /** An answer without a body. */
    static Fault status(int status, String... header) {
        return (exchange, content) -> {
            if (header.length == 2) {
                exchange.getResponseHeaders().set(header[0], header[1]);
            }
            exchange.sendResponseHeaders(status, -1);
            return true;
        };
    }

    /** The server knows no ranges, and gives everything. */
    static Fault withoutRanges() {
        return (exchange, content) -> {
            send(exchange, 200, content);
            return true;
        };
    }

    private byte[] listing() throws IOException {
        ObjectNode answer = new ObjectMapper().createObjectNode();
        answer.put("id", "owner/name").put("sha", COMMIT);
        ArrayNode siblings = answer.putArray("siblings");
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            ObjectNode sibling = siblings.addObject().put("rfilename", file.getKey());
            sibling.put("size", file.getValue().length);
            if (file.getValue().length > LARGE) {
                sibling.put("blobId", "f".repeat(40));
                sibling.putObject("lfs")
                        .put("sha256", hash(file.getKey()))
                        .put("size", file.getValue().length)
                        .put("pointerSize", 130);
            } else {
                sibling.put("blobId", hash(file.getKey()));
            }
        }
        return answer.toString().getBytes(UTF_8);
    }

    private byte[] content(String name) {
        return files.getOrDefault(name, new byte[0]);
    }

    private String hash(String name) {
        byte[] content = content(name);
        try {
            MessageDigest digest = MessageDigest.getInstance(content.length > LARGE ? "SHA-256" : "SHA-1");
            if (content.length <= LARGE) {
                digest.update(("blob " + content.length + "\0").getBytes(UTF_8));
            }
            return hashes.getOrDefault(name, HexFormat.of().formatHex(digest.digest(content)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public void close() {
        hub.stop(0);
        store.stop(0);
        threads.shutdownNow();
    }
}
