// A part of a page that is read again when the server tells of something:
// `<div data-mount="…/fresh.js" data-told="job.changed library.changed" data-rest="500" hx-get="…" hx-trigger="fresh">`.
// At once, then not more often than every `data-rest` milliseconds, and once more at the end, so that the last word is
// never lost. What had the focus keeps it.

const REST_MS = 1_500;
const EVERY_MS = 30_000;
const NAMES = ["id", "hx-post", "href", "aria-label", "action"];

function nameOf(element) {
  const name = NAMES.find((attribute) => element?.hasAttribute(attribute));
  return name && `[${name}="${CSS.escape(element.getAttribute(name))}"]`;
}

/** Keep the part fresh; returns what ends it. */
export function mount(part) {
  const abort = new AbortController();
  const { signal } = abort;
  const rest = Number(part.dataset.rest) || REST_MS;
  let resting = 0;
  let again = false;
  let focused = null;

  function ask() {
    if (resting) {
      again = true;
      return;
    }
    window.htmx.trigger(part, "fresh");
    resting = setTimeout(() => {
      resting = 0;
      if (again) ask();
      again = false;
    }, rest);
  }

  const on = (target, name, run) => target.addEventListener(name, run, { signal });
  for (const word of [...part.dataset.told.split(" "), "reconnected"]) on(document, `hearth:${word}`, ask);
  on(part, "htmx:beforeSwap", (event) => {
    const at = document.activeElement;
    if (event.detail.target === part) focused = part.contains(at) ? nameOf(at) ?? nameOf(at.closest("form")) : null;
  });
  on(part, "htmx:afterSettle", () => {
    const found = focused && part.querySelector(focused);
    (found?.matches("form") ? found.querySelector("button") : found)?.focus({ preventScroll: true });
    focused = null;
  });
  // What was told while the page was on its way, or got lost, is made good here.
  ask();
  const clockwork = setInterval(() => document.visibilityState === "visible" && ask(), EVERY_MS);
  return () => {
    abort.abort();
    clearInterval(clockwork);
    clearTimeout(resting);
  };
}
