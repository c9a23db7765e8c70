// The activity page: numbers move with each report of a player; when something begins or ends, the part is read again.
import { clock } from "./playing/clock.js";

const AGAIN_AFTER_MS = 400;
const EVERY_MS = 30_000;

function words(row, left) {
  const text = clock(left);
  return "paused" in row.dataset ? interpolate(gettext("Paused, %s left"), [text]) : interpolate(gettext("%s left"), [text]);
}

function move(part, { session, position_ms: position }) {
  const row = part.querySelector(`[data-session="${CSS.escape(session)}"]`);
  if (!row) return false;
  const length = Number(row.dataset.duration);
  row.dataset.position = String(position);
  if (!length) return true;
  const percent = Math.min(100, (position / length) * 100);
  const line = row.querySelector(".ember");
  line.style.setProperty("--v", percent.toFixed(2));
  line.setAttribute("aria-valuenow", String(Math.round(percent)));
  row.querySelector('[data-field="left"]').textContent = words(row, Math.max(0, length - position));
  return true;
}

/** Keep the part fresh; returns what ends it. */
export function mount(part) {
  const abort = new AbortController();
  const { signal } = abort;
  let timer = 0;
  let asking = false;
  const read = async () => {
    clearTimeout(timer);
    timer = 0;
    if (document.visibilityState === "hidden") return;
    if (asking) {
      soon();
      return;
    }
    asking = true;
    try {
      const held = document.activeElement?.closest?.("[data-session]")?.dataset.session;
      const focus = held && document.activeElement.getAttribute("aria-label");
      await window.htmx.ajax("GET", part.dataset.url, { source: part, target: part, swap: "innerHTML" });
      const again = held && part.querySelector(`[data-session="${CSS.escape(held)}"] [aria-label="${CSS.escape(focus ?? "")}"]`);
      again?.focus({ preventScroll: true });
    } finally {
      asking = false;
    }
  };
  const soon = () => {
    timer ||= setTimeout(read, AGAIN_AFTER_MS);
  };
  const on = (name, run) => document.addEventListener(name, run, { signal });
  on("hearth:session.changed", soon);
  on("hearth:session.moved", (event) => move(part, event.detail) || soon());
  on("hearth:job.changed", (event) => {
    const line = part.querySelector(`[data-job-line="${CSS.escape(event.detail.id)}"]`);
    const runs = ["queued", "running"].includes(event.detail.state);
    if (!line || !runs) {
      if (line || runs) soon();
      return;
    }
    if (event.detail.percent !== null) line.querySelector(".ember").style.setProperty("--v", String(event.detail.percent));
    line.querySelector('[data-field="file"]').textContent = event.detail.current;
  });
  on("hearth:reconnected", read);
  on("visibilitychange", read);
  // Events are hints: one that got lost is made good here.
  const clockwork = setInterval(read, EVERY_MS);
  return () => {
    abort.abort();
    clearTimeout(timer);
    clearInterval(clockwork);
  };
}
