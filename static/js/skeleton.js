// Skeletons appear after 150 ms (CSS) and then stay at least 300 ms; a row that failed says so in one line.

const SHOWN_AFTER_MS = 150;
const LEAST_MS = 300;
const asked = new WeakMap();

document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.target.matches?.("[data-skeleton]")) asked.set(event.target, performance.now());
});

document.addEventListener("htmx:beforeSwap", (event) => {
  const skeleton = event.detail.target;
  const since = asked.get(skeleton);
  if (since === undefined) return;
  const visible = performance.now() - since - SHOWN_AFTER_MS;
  if (visible > 0 && visible < LEAST_MS) {
    event.detail.swapOverride = `outerHTML swap:${Math.ceil(LEAST_MS - visible)}ms`;
  }
});

function fail(event) {
  const skeleton = event.target;
  if (!skeleton.matches?.("[data-skeleton]")) return;
  const list = skeleton.querySelector(":scope > ul");
  const line = document.getElementById("shelf-failed").content.firstElementChild.cloneNode(true);
  line.querySelector("[data-try-again]").addEventListener("click", () => {
    line.remove();
    list.hidden = false;
    skeleton.setAttribute("aria-busy", "true");
    window.htmx.ajax("GET", skeleton.getAttribute("hx-get"), { source: skeleton, target: skeleton, swap: "outerHTML" });
  });
  list.hidden = true;
  skeleton.setAttribute("aria-busy", "false");
  skeleton.append(line);
}
for (const kind of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) document.addEventListener(kind, fail);
