// Rows: buttons to turn the page of a row for those who have a mouse and no wheel that goes sideways.

function update(shelf) {
  const list = shelf.querySelector(":scope > ul");
  if (!list) return;
  const more = list.scrollWidth - list.clientWidth;
  const at = Math.abs(list.scrollLeft);
  for (const button of shelf.querySelectorAll("[data-turn]")) {
    button.hidden = more < 8;
    button.disabled = button.dataset.turn === "1" ? at >= more - 4 : at <= 4;
  }
}

const sizes = new ResizeObserver((entries) => {
  for (const entry of entries) update(entry.target.closest("[data-shelf]"));
});

// What can only be scrolled must be reachable by keyboard.
function openToKeys() {
  for (const list of document.querySelectorAll(".people")) {
    if (list.scrollWidth > list.clientWidth && !list.querySelector("a")) list.tabIndex = 0;
    else list.removeAttribute("tabindex");
  }
}

function prepare() {
  openToKeys();
  for (const list of document.querySelectorAll("[data-shelf] > ul:not([data-ready])")) {
    list.dataset.ready = "";
    list.addEventListener("scroll", () => requestAnimationFrame(() => update(list.parentElement)), { passive: true });
    sizes.observe(list);
  }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-turn]");
  if (!button) return;
  const list = button.closest("[data-shelf]").querySelector(":scope > ul");
  const forward = Number(button.dataset.turn) * (getComputedStyle(list).direction === "rtl" ? -1 : 1);
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  list.scrollBy({ left: forward * list.clientWidth * 0.86, behavior: calm ? "auto" : "smooth" });
});

// A snapshot of the page must not claim that its rows are ready: the listeners are not in it.
document.addEventListener("htmx:beforeHistorySave", () => {
  for (const list of document.querySelectorAll("[data-shelf] > ul[data-ready]")) delete list.dataset.ready;
});
for (const kind of ["htmx:afterSettle", "htmx:historyRestore"]) document.addEventListener(kind, prepare);
prepare();
