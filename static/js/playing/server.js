// Calls to our own API with the session's cookie. An error carries the server's sentence.

export class ServerError extends Error {
  constructor(status, body) {
    super(body?.message ?? gettext("The server did not answer."));
    this.status = status;
    this.code = body?.code ?? "unreachable";
    this.details = body?.details ?? {};
  }
}

function csrfToken() {
  return document.cookie.split("; ").find((part) => part.startsWith("hearth_csrf="))?.slice("hearth_csrf=".length) ?? "";
}

async function call(method, path, body, { leaving = false } = {}) {
  let response;
  let text;
  try {
    response = await fetch(`/api/v1/${path}`, {
      method,
      headers: { "Content-Type": "application/json", "X-CSRFToken": csrfToken(), Accept: "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
      keepalive: leaving,
      credentials: "same-origin",
    });
    text = await response.text();
  } catch {
    throw new ServerError(0, null);
  }
  const answer = parsed(text);
  if (!response.ok) throw new ServerError(response.status, answer);
  return answer;
}

function parsed(text) {
  try {
    return text ? JSON.parse(text) : null;
  } catch {
    return null;
  }
}

/** GET; returns the answer's JSON. */
export const get = (path) => call("GET", path);

/** POST JSON; returns the answer's JSON, null where there is none. `leaving` lets the request outlive the page. */
export const post = (path, body, options) => call("POST", path, body, options);

/** PATCH JSON; returns the answer's JSON. */
export const patch = (path, body) => call("PATCH", path, body);
