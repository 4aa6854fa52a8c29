package io.github.modeleditor.server;

import io.github.modeleditor.api.error.InvalidConfigurationException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.Optional;

/**
 * Where a server listens, who may call it, and how much it takes. By default it listens on the loopback address alone, and makes a token
 * that callers have to show. Immutable.
 *
 * @param address where it listens; of port 0 the system chooses one
 * @param token what callers show, at least 16 characters of ASCII without spaces; empty for one that is made when the server starts
 * @param modelName what clients call the model
 * @param limits how much it takes
 */
public record ServerConfig(InetSocketAddress address, Optional<String> token, String modelName, Limits limits) {
    private static final int DEFAULT_PORT = 8484;
    private static final int SHORTEST_TOKEN = 16;

    /**
     * How much a server takes. What exceeds it is refused by status 413 or 429.
     *
     * @param bodyBytes of a request at most; at least 1024
     * @param callsPerMinute from all clients together, as many at once; at least 1
     * @param texts that are written at a time; at least 1
     * @param tokens of a text at most, whatever a client asks for; at least 1
     * @param queuedEdits that wait at most; at least 1
     */
    public record Limits(int bodyBytes, int callsPerMinute, int texts, int tokens, int queuedEdits) {
        private static final int SMALLEST_BODY = 1024;

        public Limits {
            require(bodyBytes >= SMALLEST_BODY, "size of a request", bodyBytes, SMALLEST_BODY);
            require(callsPerMinute >= 1, "number of calls a minute", callsPerMinute, 1);
            require(texts >= 1, "number of texts at a time", texts, 1);
            require(tokens >= 1, "number of tokens of a text", tokens, 1);
            require(queuedEdits >= 1, "number of queued edits", queuedEdits, 1);
        }

        /**
         * 1 MiB, 600 calls a minute, 4 texts at a time, 2048 tokens, 100 queued edits.
         *
         * @return the defaults
         */
        public static Limits defaults() {
            return new Limits(1 << 20, 600, 4, 2048, 100);
        }

        private static void require(boolean holds, String what, int value, int least) {
            if (!holds) {
                throw new InvalidConfigurationException(
                        "The " + what + " is limited to " + value + ". Allow at least " + least + ".");
            }
        }
    }

    public ServerConfig {
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(token, "token");
        Objects.requireNonNull(modelName, "modelName");
        Objects.requireNonNull(limits, "limits");
        token.ifPresent(ServerConfig::requireUsable);
        if (modelName.isBlank() || modelName.contains("@") || modelName.contains("/")) {
            throw new InvalidConfigurationException(
                    "The model's name \"" + modelName + "\" is blank or has an @ or a slash. Name it otherwise.");
        }
    }

    private static void requireUsable(String token) {
        if (token.length() < SHORTEST_TOKEN || !token.chars().allMatch(c -> c > ' ' && c < '\u007f')) {
            throw new InvalidConfigurationException("The token has fewer than " + SHORTEST_TOKEN
                    + " characters, or others than letters, digits and signs of ASCII. Take a longer one, or none, and one is"
                    + " made.");
        }
    }

    /**
     * The defaults: port 8484 of the loopback address, a token that is made, default limits.
     *
     * @param modelName what clients call the model
     * @return the configuration
     */
    public static ServerConfig of(String modelName) {
        Objects.requireNonNull(modelName, "modelName");
        return new ServerConfig(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), DEFAULT_PORT),
                Optional.empty(),
                modelName,
                Limits.defaults());
    }

    /**
     * The same at another address.
     *
     * @param newAddress where to listen
     * @return a new configuration
     */
    public ServerConfig at(InetSocketAddress newAddress) {
        return new ServerConfig(newAddress, token, modelName, limits);
    }

    /**
     * The same with a token of the caller's.
     *
     * @param newToken what callers show
     * @return a new configuration
     */
    public ServerConfig withToken(String newToken) {
        return new ServerConfig(address, Optional.of(newToken), modelName, limits);
    }

    /**
     * The same with other limits.
     *
     * @param newLimits how much it takes
     * @return a new configuration
     */
    public ServerConfig withLimits(Limits newLimits) {
        return new ServerConfig(address, token, modelName, newLimits);
    }
}
