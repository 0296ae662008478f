package io.steelyard.decode.serve;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.steelyard.core.artifact.Json;

/** A refusal in the form that OpenAI's clients know: {@code {"error": {"message": …}}}. */
final class ApiError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String type;
  private final String code;
  private final String parameter;

  private ApiError(int status, String type, String code, String parameter, String message) {
    super(message);
    this.status = status;
    this.type = type;
    this.code = code;
    this.parameter = parameter;
  }

  /** The request is wrong. */
  static ApiError wrong(String parameter, String message) {
    return new ApiError(400, "invalid_request_error", null, parameter, message);
  }

  /** The request is wrong in a way that clients have a name for. */
  static ApiError coded(int status, String code, String parameter, String message) {
    return new ApiError(status, "invalid_request_error", code, parameter, message);
  }

  /** Too many wait. */
  static ApiError busy(String message) {
    return new ApiError(429, "rate_limit_error", "queue_full", null, message);
  }

  /** It went wrong here. */
  static ApiError failed(int status, String message) {
    return new ApiError(status, "server_error", null, null, message);
  }

  int status() {
    return status;
  }

  ObjectNode json() {
    ObjectNode error = Json.MAPPER.createObjectNode();
    error.put("message", getMessage());
    error.put("type", type);
    error.put("param", parameter);
    error.put("code", code);
    ObjectNode body = Json.MAPPER.createObjectNode();
    body.set("error", error);
    return body;
  }
}
