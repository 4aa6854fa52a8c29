package io.github.modeleditor.server.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.github.modeleditor.api.ModelEditor;
import io.github.modeleditor.api.error.DatasetException;
import io.github.modeleditor.api.error.InvalidConfigurationException;
import io.github.modeleditor.api.error.InvalidFactException;
import io.github.modeleditor.api.error.ModelClosedException;
import io.github.modeleditor.api.error.ModelEditorException;
import io.github.modeleditor.api.error.StoreException;
import io.github.modeleditor.api.error.UnsupportedModelException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds who answers a call, sees that it may be made, and says what went wrong. Thread-safe once all routes are there. */
public final class Router implements HttpHandler {
    private static final Logger LOGGER = LoggerFactory.getLogger(ModelEditor.LOGGER);
    private static final String BEARER = "Bearer ";

    private final byte[] token;
    private final RateLimit rate;
    private final int largestBody;
    private final Observer observer;
    private final List<Route> routes = new ArrayList<>();

    /** Hears of every call when it was answered. */
    @FunctionalInterface
    public interface Observer {
        /**
         * A call was answered.
         *
         * @param route the method and the path's pattern, or a word where there is none
         * @param status of HTTP
         * @param nanoseconds how long it took
         */
        void answered(String route, int status, long nanoseconds);
    }

    private record Route(String method, List<String> pattern, boolean open, Handler handler) {
        /** What stands in place of stars; empty where the path is another. */
        Optional<List<String>> match(List<String> path) {
            List<String> found = new ArrayList<>();
            if (path.size() != pattern.size()) {
                return Optional.empty();
            }
            for (int i = 0; i < path.size(); i++) {
                if (pattern.get(i).equals("*")) {
                    found.add(path.get(i));
                } else if (!pattern.get(i).equals(path.get(i))) {
                    return Optional.empty();
                }
            }
            return Optional.of(found);
        }
    }

    /**
     * A router without routes.
     *
     * @param token what callers show as a bearer
     * @param rate how often they may call
     * @param largestBody bytes of a request at most
     * @param observer hears of every call
     */
    public Router(String token, RateLimit rate, int largestBody, Observer observer) {
        this.token = token.getBytes(StandardCharsets.UTF_8);
        this.rate = rate;
        this.largestBody = largestBody;
        this.observer = observer;
    }

    /**
     * Adds a route for those who show the token.
     *
     * @param method of HTTP
     * @param pattern the path, with a star for each variable segment
     * @param handler who answers
     * @return this router
     */
    public Router add(String method, String pattern, Handler handler) {
        routes.add(new Route(method, segments(pattern), false, handler));
        return this;
    }

    /**
     * Adds a route for everybody.
     *
     * @param pattern the path, got
     * @param handler who answers
     * @return this router
     */
    public Router addOpen(String pattern, Handler handler) {
        routes.add(new Route("GET", segments(pattern), true, handler));
        return this;
    }

    private static List<String> segments(String path) {
        return List.of(path.substring(1).split("/", -1));
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        long began = System.nanoTime();
        Call call = new Call(exchange, largestBody);
        String name = "none";
        try (exchange) {
            try {
                Route route = route(call);
                name = route.method() + " /" + String.join("/", route.pattern());
                admit(call, route);
                route.handler().handle(call);
            } catch (HttpFailure failure) {
                call.fail(failure);
            } catch (ModelEditorException failure) {
                call.fail(translated(failure));
            } catch (RuntimeException failure) {
                LOGGER.error("{} failed", name, failure);
                call.fail(new HttpFailure(500, "internal", "The server failed; its log says how. Try again."));
            }
        } catch (IOException gone) {
            LOGGER.debug("the client of {} went away", name, gone);
        } finally {
            observer.answered(name, call.status(), System.nanoTime() - began);
        }
    }

    private Route route(Call call) {
        List<String> path = segments(call.path());
        List<String> allowed = new ArrayList<>();
        for (Route route : routes) {
            Optional<List<String>> found = route.match(path);
            if (found.isPresent() && route.method().equals(call.method())) {
                call.match(found.get());
                return route;
            }
            found.ifPresent(variables -> allowed.add(route.method()));
        }
        if (allowed.isEmpty()) {
            throw HttpFailure.notFound(
                    "There is nothing at " + call.path() + ". Look at docs/serve.md for what there is.");
        }
        call.setHeader("Allow", String.join(", ", allowed));
        throw new HttpFailure(
                405, "method_not_allowed", call.path() + " takes " + allowed + ", not " + call.method() + ".");
    }

    private void admit(Call call, Route route) {
        if (!route.open() && !isAuthorized(call)) {
            call.setHeader("WWW-Authenticate", "Bearer");
            throw new HttpFailure(
                    401,
                    "invalid_api_key",
                    "The call has not the server's token. Send the header Authorization: Bearer TOKEN.");
        }
        long wait = rate.take();
        if (wait > 0) {
            call.setHeader("Retry-After", String.valueOf(wait));
            throw new HttpFailure(429, "rate_limit_exceeded", "Too many calls. Try again in " + wait + " seconds.");
        }
    }

    /** Takes as long for a token that is wrong at its beginning as for one that is wrong at its end. */
    private boolean isAuthorized(Call call) {
        String shown = call.header("Authorization").orElse("");
        return shown.startsWith(BEARER)
                && MessageDigest.isEqual(token, shown.substring(BEARER.length()).getBytes(StandardCharsets.UTF_8));
    }

    private static HttpFailure translated(ModelEditorException failure) {
        String message = String.valueOf(failure.getMessage());
        if (failure instanceof InvalidFactException
                || failure instanceof InvalidConfigurationException
                || failure instanceof DatasetException
                || failure instanceof UnsupportedModelException) {
            return HttpFailure.badRequest(message);
        }
        if (failure instanceof StoreException store && store.kind() == StoreException.Kind.UNKNOWN) {
            return HttpFailure.notFound(message);
        }
        if (failure instanceof ModelClosedException) {
            return new HttpFailure(503, "closing", "The server is closing. Try again later.");
        }
        LOGGER.error("a call failed", failure);
        return new HttpFailure(500, "internal", message);
    }
}
