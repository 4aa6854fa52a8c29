package io.github.modeleditor.cli.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Asks a hub, and whoever it sends us to. Redirects are followed here and not by the client: the token goes to the hub's own origin alone,
 * and nobody leads from an encrypted address to one that is not. Thread-safe.
 */
final class HubConnection {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int MOST_REDIRECTS = 10;
    private static final int BYTES_OF_LISTING = 32 << 20;
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

    private final HubRepository repository;
    private final Optional<String> token;
    private final HttpClient client = HttpClient.newBuilder()
            .version(Version.HTTP_1_1)
            .followRedirects(Redirect.NEVER)
            .connectTimeout(PATIENCE)
            .build();

    /**
     * A connection.
     *
     * @param repository what is asked for
     * @param token who asks, if anybody
     * @throws FetchException if the token would go over the network in the clear
     */
    HubConnection(HubRepository repository, Optional<String> token) {
        this.repository = repository;
        this.token = token;
        if (token.isPresent() && !isEncryptedOrLocal(repository.endpoint())) {
            throw new FetchException("HF_TOKEN would go to " + repository.endpoint()
                    + " unencrypted. Set HF_ENDPOINT to an address with https, or unset HF_TOKEN.");
        }
    }

    private static boolean isEncryptedOrLocal(URI endpoint) {
        try {
            return isEncrypted(endpoint)
                    || InetAddress.getByName(endpoint.getHost()).isLoopbackAddress();
        } catch (UnknownHostException unknown) {
            return false;
        }
    }

    /** What the repository has. */
    byte[] listing() throws IOException {
        HttpResponse<InputStream> answer = open(repository.listing(), 0);
        try (InputStream body = answer.body()) {
            byte[] json = body.readNBytes(BYTES_OF_LISTING + 1);
            if (json.length > BYTES_OF_LISTING) {
                throw new FetchException("The list of files of " + repository.name() + " has more than "
                        + (BYTES_OF_LISTING >> 20) + " MiB, which no model needs. Check the name.");
            }
            return json;
        }
    }

    /**
     * Asks for bytes.
     *
     * @param address where
     * @param from the first byte that is wanted; the answer need not heed it
     * @return an answer of 200, 206 or 416, whose body the caller closes
     * @throws IOException if it may be different another time
     * @throws FetchException if it will not
     */
    HttpResponse<InputStream> open(URI address, long from) throws IOException {
        URI next = address;
        for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
            HttpResponse<InputStream> answer = send(next, from);
            if (!REDIRECTS.contains(answer.statusCode())) {
                return usable(answer, next);
            }
            answer.body().close();
            next = next(next, answer);
        }
        throw new FetchException(address + " is sent on more than " + MOST_REDIRECTS
                + " times. Check HF_ENDPOINT, and what stands between.");
    }

    private HttpResponse<InputStream> send(URI address, long from) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(address)
                .timeout(PATIENCE)
                .header("Accept-Encoding", "identity")
                .header("User-Agent", "modeleditor");
        if (from > 0) {
            request.header("Range", "bytes=" + from + "-");
        }
        if (isHub(address)) {
            token.ifPresent(secret -> request.header("Authorization", "Bearer " + secret));
        }
        try {
            return client.send(request.build(), BodyHandlers.ofInputStream());
        } catch (ConnectException failure) {
            boolean isUnknown = failure.getCause() instanceof UnresolvedAddressException
                    || (failure.getCause() != null
                            && failure.getCause().getCause() instanceof UnresolvedAddressException);
            throw new IOException(
                    (isUnknown ? "nobody knows the host " : "nobody answers at ") + address.getHost()
                            + " (a proxy is named by java -Dhttps.proxyHost=HOST -Dhttps.proxyPort=PORT)",
                    failure);
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
            throw new FetchException("The download was stopped. The same command goes on from there.", end);
        }
    }

    private boolean isHub(URI address) {
        URI hub = repository.endpoint();
        return hub.getScheme().equalsIgnoreCase(address.getScheme())
                && hub.getHost().equalsIgnoreCase(address.getHost())
                && port(hub) == port(address);
    }

    private static int port(URI address) {
        return address.getPort() >= 0 ? address.getPort() : isEncrypted(address) ? 443 : 80;
    }

    private static boolean isEncrypted(URI address) {
        return "https".equalsIgnoreCase(address.getScheme());
    }

    private static URI next(URI from, HttpResponse<?> answer) {
        String location = answer.headers().firstValue("Location").orElse("");
        URI next;
        try {
            next = from.resolve(location);
        } catch (IllegalArgumentException malformed) {
            throw new FetchException(from + " sends us on to \"" + location + "\", which is no address.", malformed);
        }
        boolean isHttp = isEncrypted(next) || "http".equalsIgnoreCase(next.getScheme());
        if (!isHttp || next.getHost() == null || (isEncrypted(from) && !isEncrypted(next))) {
            throw new FetchException(from.getHost() + " sends us on to " + next.getScheme() + "://" + next.getHost()
                    + ", which is not encrypted. Nothing was loaded from there.");
        }
        return next;
    }

    private HttpResponse<InputStream> usable(HttpResponse<InputStream> answer, URI address) throws IOException {
        int status = answer.statusCode();
        if (status == 200 || status == 206 || status == 416) {
            return answer;
        }
        answer.body().close();
        if (status == 408 || status == 425 || status == 429 || status >= 500) {
            throw new RetryLaterException(
                    address.getHost() + (status == 429 ? " has had enough of us (429)" : " answers " + status),
                    RetryAfter.of(answer.headers()));
        }
        throw new FetchException(refusal(status, answer, address));
    }

    private String refusal(int status, HttpResponse<?> answer, URI address) {
        String name = repository.name();
        String code = answer.headers().firstValue("X-Error-Code").orElse("").toLowerCase(Locale.ROOT);
        if (code.equals("gatedrepo")) {
            return name + " is gated: its owner lets in whoever accepts the terms. Accept them at "
                    + repository.endpoint() + "/" + name + ", then "
                    + (token.isPresent()
                            ? "check that HF_TOKEN is of that account and may read gated repositories."
                            : "set HF_TOKEN to a token of that account (" + repository.endpoint()
                                    + "/settings/tokens).");
        }
        if (code.equals("revisionnotfound")) {
            return name + " has no revision " + repository.revision()
                    + ". Give --revision a branch, a tag or a commit.";
        }
        if (status == 401 || (status == 404 && isHub(address))) {
            return "There is no model " + name + " at " + repository.endpoint() + ", or it is not for everybody ("
                    + status + "). Check the name"
                    + (token.isPresent()
                            ? ", and that HF_TOKEN may read it."
                            : "; for one that is yours, set HF_TOKEN.");
        }
        if (status == 403) {
            return address.getHost() + " does not let us read " + name + " (403). "
                    + (token.isPresent()
                            ? "Check that HF_TOKEN may read it."
                            : "Set HF_TOKEN to a token that may read it.");
        }
        return address.getHost() + " answers " + status + " for " + name
                + ". Try again later, or get the files otherwise.";
    }
}
