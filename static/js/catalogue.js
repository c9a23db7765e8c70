// Lists that live: they are read again while a scan runs and after something was watched, and do so without moving.
// `<div data-live="library watch" hx-get="…" hx-trigger="refresh">`: what it lives by are words of TOLD.

const FRESH_MS = 900;
const TOLD = { library: "hearth:library.changed", watch: "hearth:watch.changed", job: "hearth:job.changed" };
const REST_MS = 2000;
let listeners = 0;
const resting = new Map();
const read = new WeakMap();
const held = new WeakMap();

const live = (event) => {
  const target = event.detail.target;
  return target?.matches?.("[data-live]") ? target : null;
};

const links = (part) => new Set([...part.querySelectorAll("li > article > a:first-child, li > a.art")].map((a) => a.getAttribute("href")));

// At once, then not more often than every two seconds, and once more at the end: events come faster than pages are read.
function ask(word) {
  if (resting.has(word)) {
    resting.set(word, true);
    return;
  }
  for (const part of document.querySelectorAll(`[data-live~="${word}"]`)) window.htmx.trigger(part, "refresh");
  resting.set(word, false);
  setTimeout(() => {
    const again = resting.get(word);
    resting.delete(word);
    if (again && listeners) ask(word);
  }, REST_MS);
}
const told = Object.entries(TOLD).map(([word, kind]) => [kind, () => ask(word)]);

// A row keeps its place sideways, and nothing is exchanged where nothing has changed.
function hold(event) {
  const part = live(event);
  if (!part || event.detail.boosted) return;
  const text = event.detail.xhr.responseText;
  if (read.get(part) === text) {
    event.detail.shouldSwap = false;
    return;
  }
  read.set(part, text);
  // Somebody is choosing in a menu or has gone far down: the list is read again the next time.
  if (part.querySelector(":popover-open") || (part.id === "browse" && scrollY > innerHeight)) {
    read.delete(part);
    event.detail.shouldSwap = false;
    return;
  }
  const focused = part.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
  const shelf = part.querySelector("[data-shelf] > ul");
  const known = part.querySelector("[data-skeleton]") ? null : links(part);
  held.set(part, { known, focused, left: shelf?.scrollLeft ?? 0 });
}

function settle(event) {
  const part = live(event);
  const before = part && held.get(part);
  if (!before) return;
  held.delete(part);
  const shelf = part.querySelector("[data-shelf] > ul");
  if (shelf && before.left) shelf.scrollTo({ left: before.left, behavior: "instant" });
  if (before.focused) part.querySelector(`a[href="${CSS.escape(before.focused)}"]`)?.focus({ preventScroll: true });
  if (before.known) fadeIn(part, before.known);
  welcome();
}

// New posters fade in where they belong.
function fadeIn(part, known) {
  for (const link of part.querySelectorAll("li > article > a:first-child, li > a.art")) {
    if (known.has(link.getAttribute("href"))) continue;
    const place = link.closest("li");
    place.classList.add("fresh");
    setTimeout(() => place.classList.remove("fresh"), FRESH_MS);
  }
}

// A house whose rows are all empty says so, once every row has answered.
function welcome() {
  const note = document.querySelector(".firstdays");
  if (!note) return;
  const rows = [...document.querySelectorAll(".homerow")];
  const waiting = rows.some((row) => row.querySelector("[data-skeleton]"));
  note.hidden = waiting || rows.some((row) => row.querySelector("[data-shelf]")) || Boolean(document.querySelector(".hero"));
}

// A season marked as a whole is drawn anew from the server.
function reload(event) {
  if (event.detail.successful && event.detail.elt.matches?.("[data-reload]")) {
    window.htmx.ajax("GET", event.detail.elt.dataset.reload, { target: "#page", select: "#page", swap: "outerHTML" });
  }
}

const WATCHED = [["htmx:beforeSwap", hold], ["htmx:afterSettle", settle], ["htmx:afterSettle", welcome], ["htmx:afterRequest", reload], ...told];

/** Begin to look after the page's live lists; what is returned ends it. */
export function mount() {
  if (listeners++ === 0) for (const [kind, listener] of WATCHED) document.addEventListener(kind, listener);
  welcome();
  return () => {
    if (--listeners === 0) for (const [kind, listener] of WATCHED) document.removeEventListener(kind, listener);
  };
}
