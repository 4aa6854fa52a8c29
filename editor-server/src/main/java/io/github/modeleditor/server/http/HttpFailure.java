package io.github.modeleditor.server.http;

/** Why a call is refused, as HTTP and the clients of OpenAI's interface have it. */
public final class HttpFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int status;
    private final String code;

    /**
     * A refusal.
     *
     * @param status of HTTP, from 400 to 599
     * @param code a word for programs, such as {@code model_not_found}
     * @param message what is wrong and what to do, for people
     */
    public HttpFailure(int status, String code, String message) {
        super(message);
        this.status = status;
        this.code = code;
    }

    /**
     * What a client sent cannot be used.
     *
     * @param message what is wrong and what to do
     * @return the refusal
     */
    public static HttpFailure badRequest(String message) {
        return new HttpFailure(400, "invalid_request", message);
    }

    /**
     * There is no such thing.
     *
     * @param message what is not there, and what is
     * @return the refusal
     */
    public static HttpFailure notFound(String message) {
        return new HttpFailure(404, "not_found", message);
    }

    /**
     * The status of HTTP.
     *
     * @return from 400 to 599
     */
    public int status() {
        return status;
    }

    /**
     * A word for programs.
     *
     * @return the code
     */
    public String code() {
        return code;
    }
}
