// One photo on the whole screen. Opens from links `[data-photo-viewer][data-photo="<id>"][data-full="<address>"]
// [data-caption]`; those inside one `[data-photo-set]` follow each other, and the grid behind goes on loading.
import { fillFacts } from "./photos/facts.js";
import { listenSwipes } from "./photos/swipes.js";
import { drawing } from "./playing/parts.js";
import { showToast } from "./toast.js";

const SLIDE_MS = 5_000;
const QUIET_AFTER_MS = 3_000;
const MORE_BEFORE = 10;
const HASH = /^#photo=([0-9a-f]{32})$/;
const LINK = "a[data-photo-viewer][data-photo]";

let viewer = null;

class Viewer {
  constructor(root, link) {
    this.root = root;
    this.set = link.closest("[data-photo-set]") ?? document.getElementById("main");
    this.stage = root.querySelector(".viewer");
    this.abort = new AbortController();
    this.show(link);
  }

  part(name) {
    return this.root.querySelector(`[data-part="${name}"]`);
  }

  // ---- which photo --------------------------------------------------------------------------------------------------

  get links() {
    return [...this.set.querySelectorAll(LINK)];
  }

  get link() {
    return this.links.find((link) => link.dataset.photo === this.photo);
  }

  show(link) {
    this.photo = link.dataset.photo;
    const links = this.links;
    const at = links.indexOf(link);
    this.caption = link.dataset.caption || link.querySelector("img")?.alt || "";
    this.part("caption").textContent = this.caption;
    const count = this.more ? interpolate(gettext("%s of %s and more"), [at + 1, links.length]) : interpolate(gettext("%s of %s"), [at + 1, links.length]);
    this.part("place").textContent = links.length > 1 || this.more ? count : "";
    this.part("told").textContent = `${this.caption}. ${count}`;
    this.root.querySelector('[data-do="previous"]').hidden = at <= 0;
    this.root.querySelector('[data-do="next"]').hidden = at >= links.length - 1 && !this.more;
    this.load(link);
    if (!this.part("facts").hidden) this.tellFacts();
    for (const neighbour of [links[at + 1], links[at - 1], links[at + 2]]) if (neighbour) preload(neighbour.dataset.full);
    if (at >= links.length - MORE_BEFORE) this.loadMore();
  }

  load(link) {
    const small = link.querySelector("img");
    const photo = this.part("photo");
    this.part("failed").hidden = true;
    photo.alt = small?.alt || this.caption;
    const full = new Image();
    full.decoding = "async";
    full.src = link.dataset.full || small?.currentSrc || "";
    // What the grid has already loaded stands there until the large one has come.
    photo.src = full.complete ? full.src : (small?.currentSrc || small?.src || full.src);
    full.addEventListener("load", () => this.photo === link.dataset.photo && (photo.src = full.src));
    full.addEventListener("error", () => this.photo === link.dataset.photo && (this.part("failed").hidden = false));
  }

  get more() {
    return this.set.querySelector(".sentinel[hx-get], .sentinel [hx-get]");
  }

  loadMore() {
    const sentinel = this.more;
    if (!sentinel || sentinel.classList.contains("htmx-request") || this.asked === sentinel) return;
    this.asked = sentinel;
    window.htmx.trigger(sentinel, "intersect");
  }

  step(by) {
    const links = this.links;
    const target = links[links.findIndex((link) => link.dataset.photo === this.photo) + by];
    if (target) this.go(target);
    else if (by > 0 && this.more) this.waitsForMore = true;
    else if (this.slides && by > 0) this.go(links[0]);
  }

  go(link) {
    if (!link) return;
    this.show(link);
    history.replaceState({ ...history.state, hearthPhoto: this.photo }, "", `#photo=${this.photo}`);
    this.restartSlides();
  }

  /** The grid behind has grown. */
  grown() {
    this.asked = null;
    if (this.waitsForMore) {
      this.waitsForMore = false;
      this.step(1);
    } else if (this.link) {
      this.show(this.link);
    }
  }

  // ---- slides, facts, the whole screen ------------------------------------------------------------------------------

  toggleSlides() {
    this.slides = !this.slides;
    this.root.querySelector('[data-do="slides"]').setAttribute("aria-pressed", String(this.slides));
    this.part("icon-play").hidden = this.slides;
    this.part("icon-pause").hidden = !this.slides;
    this.part("told").textContent = this.slides ? gettext("Slide show started") : gettext("Slide show stopped");
    this.restartSlides();
  }

  restartSlides() {
    clearTimeout(this.slideTimer);
    if (this.slides) this.slideTimer = setTimeout(() => this.step(1), SLIDE_MS);
  }

  toggleInfo() {
    const facts = this.part("facts");
    facts.hidden = !facts.hidden;
    this.root.querySelector('[data-do="info"]').setAttribute("aria-expanded", String(!facts.hidden));
    if (!facts.hidden) this.tellFacts();
  }

  async tellFacts() {
    const { photo } = this;
    try {
      await fillFacts(this.part("facts"), photo, () => this.photo === photo);
    } catch (error) {
      if (this.photo === photo) showToast({ kind: "bad", text: error.message });
    }
  }

  toggleFull() {
    if (document.fullscreenElement) document.exitFullscreen();
    // A dialog itself may not fill the screen; what is in it may.
    else this.stage.requestFullscreen?.().catch(() => {});
  }

  wake() {
    this.stage.classList.remove("quiet");
    clearTimeout(this.quietTimer);
    this.quietTimer = setTimeout(() => {
      if (this.part("facts").hidden && !this.root.querySelector("button:focus-visible")) this.stage.classList.add("quiet");
    }, QUIET_AFTER_MS);
  }

  // ---- wiring -------------------------------------------------------------------------------------------------------

  act(name) {
    const actions = {
      close: () => leave(),
      previous: () => this.step(-1),
      next: () => this.step(1),
      slides: () => this.toggleSlides(),
      info: () => this.toggleInfo(),
      full: () => this.toggleFull(),
    };
    actions[name]?.();
  }

  key(event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    this.wake();
    const isRtl = document.documentElement.dir === "rtl";
    const onButton = event.target.closest("button, a")?.matches(":focus-visible");
    const keys = {
      ArrowLeft: () => this.step(isRtl ? 1 : -1),
      ArrowRight: () => this.step(isRtl ? -1 : 1),
      PageUp: () => this.step(-1),
      PageDown: () => this.step(1),
      Home: () => this.go(this.links[0]),
      End: () => this.go(this.links.at(-1)),
      f: () => this.toggleFull(),
      i: () => this.toggleInfo(),
    };
    if (!onButton) keys[" "] = () => this.toggleSlides();
    const run = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!run) return;
    event.preventDefault();
    event.stopPropagation();
    run();
  }

  listen() {
    const { signal } = this.abort;
    this.root.addEventListener("click", (event) => {
      const button = event.target.closest("[data-do]");
      if (button) this.act(button.dataset.do);
    });
    this.root.addEventListener("keydown", (event) => this.key(event));
    for (const name of ["pointermove", "pointerdown", "focusin"]) this.root.addEventListener(name, () => this.wake());
    // Escape closes a dialog by itself; it should go the same way as Back.
    this.root.addEventListener("cancel", (event) => {
      event.preventDefault();
      leave();
    });
    listenSwipes(this.stage, { left: () => this.step(1), right: () => this.step(-1), down: () => leave() });
    document.addEventListener("htmx:afterSettle", () => this.set.isConnected && this.grown(), { signal });
    this.wake();
  }

  close() {
    this.abort.abort();
    clearTimeout(this.slideTimer);
    clearTimeout(this.quietTimer);
    if (document.fullscreenElement) document.exitFullscreen();
    this.root.close();
    this.root.remove();
    const { link } = this;
    link?.focus({ preventScroll: true });
    // Going back, the browser puts the page where it stood; the photo that was seen last should be in sight.
    requestAnimationFrame(() => requestAnimationFrame(() => link?.scrollIntoView({ block: "nearest" })));
  }
}

function preload(address) {
  if (address) new Image().src = address;
}

// ---- opening, closing, and the browser's Back -----------------------------------------------------------------------

async function open(link, { isNew = true } = {}) {
  if (viewer) return;
  let make;
  try {
    make = await drawing("viewer");
  } catch {
    // Without the drawing the link still leads to the photo's own page.
    location.assign(link.href);
    return;
  }
  if (viewer || !link.isConnected) return;
  const root = make();
  document.body.append(root);
  viewer = new Viewer(root, link);
  root.showModal();
  viewer.listen();
  if (isNew) history.pushState({ hearthPhoto: viewer.photo }, "", `#photo=${viewer.photo}`);
}

function put() {
  viewer?.close();
  viewer = null;
}

/** Closing by hand is going Back, so that Back never opens it again. */
function leave() {
  if (!viewer) return;
  if (history.state?.hearthPhoto) history.back();
  else {
    put();
    history.replaceState(history.state, "", location.pathname + location.search);
  }
}

function linkOf(photo) {
  return document.querySelector(`${LINK}[data-photo="${CSS.escape(photo)}"]`);
}

// In front of htmx, which would load the page anew for what is only a step out of the viewer.
addEventListener(
  "popstate",
  (event) => {
    const wanted = event.state?.hearthPhoto;
    if (viewer) {
      event.stopImmediatePropagation();
      if (!wanted) put();
      return;
    }
    const link = wanted && linkOf(wanted);
    if (!link) return;
    event.stopImmediatePropagation();
    open(link, { isNew: false });
  },
  { capture: true },
);

document.addEventListener(
  "click",
  (event) => {
    const link = event.target.closest?.(LINK);
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    open(link);
  },
  { capture: true },
);

document.addEventListener("htmx:beforeHistorySave", put);

// An address that names a photo opens it.
const named = HASH.exec(location.hash)?.[1];
const first = named && linkOf(named);
if (first) open(first, { isNew: false });
