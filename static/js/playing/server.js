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

/** POST JSON; returns the answer's JSON, null where there is none. `leaving` lets the request outlive the page. */
export async function post(path, body, { leaving = false } = {}) {
  let response;
  try {
    response = await fetch(`/api/v1/${path}`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": csrfToken(), Accept: "application/json" },
      body: JSON.stringify(body),
      keepalive: leaving,
      credentials: "same-origin",
    });
  } catch {
    throw new ServerError(0, null);
  }
  const text = await response.text();
  const answer = text ? JSON.parse(text) : null;
  if (!response.ok) throw new ServerError(response.status, answer);
  return answer;
}
