// Going from page to page: `#page` is exchanged, the music bar and the toasts stay. Loads the page-wide behaviours.
import "./toast.js";
import "./menu.js";
import "./dialog.js";
import "./shelf.js";
import "./skeleton.js";
import "./keys.js";
import "./nav.js";
import "./small.js";
import "./live.js";
import "./playing/how_it_plays.js";
import "./musicbar.js";
import "./photo_viewer.js";
import { mountAll, unmountGone } from "./mount.js";
import { showToast } from "./toast.js";

const root = document.documentElement;
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const FOCUS_KEY = "hearth-focus";

const page = () => document.getElementById("page");
const isOurs = (path) => new URL(path, location.href).pathname.startsWith("/app/");
const isPage = (text) => text.includes('id="page"');

function rememberFocus(element) {
  const link = element.closest?.("a[href]");
  if (!link) return;
  const kept = JSON.parse(sessionStorage.getItem(FOCUS_KEY) ?? "{}");
  kept[location.pathname + location.search] = link.getAttribute("href");
  sessionStorage.setItem(FOCUS_KEY, JSON.stringify(kept));
}

function restoreFocus(path) {
  const href = JSON.parse(sessionStorage.getItem(FOCUS_KEY) ?? "{}")[path];
  const link = href && document.querySelector(`#main a[href="${CSS.escape(href)}"]`);
  (link ?? document.getElementById("main"))?.focus({ preventScroll: true });
}

function announce() {
  const announcer = document.getElementById("announcer");
  if (announcer) announcer.textContent = document.title;
}

// What <html> says belongs to the page too, although only #page was exchanged.
function settleRoot() {
  const { themeChoice, contrastChoice, language } = page()?.dataset ?? {};
  if (language && language !== root.lang) {
    location.reload();
    return;
  }
  if (themeChoice && themeChoice !== root.dataset.themeChoice) {
    document.dispatchEvent(new CustomEvent("hearth:theme", { detail: themeChoice }));
  }
  if (contrastChoice === "more") root.dataset.contrast = "more";
  else delete root.dataset.contrast;
}

document.addEventListener("htmx:configRequest", (event) => {
  const { elt, headers, path } = event.detail;
  if (!headers["HX-Boosted"]) return;
  // The server sees a plain request for a page, so that views answer "a part was asked for" only where one was.
  delete headers["HX-Request"];
  if (isOurs(path)) return;
  event.preventDefault();
  if (elt instanceof HTMLFormElement) elt.submit();
  else location.assign(path);
});

document.addEventListener("htmx:beforeRequest", (event) => {
  if (!event.detail.boosted) return;
  rememberFocus(event.detail.elt);
  root.setAttribute("aria-busy", "true");
});

document.addEventListener("htmx:afterRequest", () => root.removeAttribute("aria-busy"));

document.addEventListener("htmx:beforeSwap", (event) => {
  const { boosted, xhr } = event.detail;
  if (!boosted) return;
  if (!isPage(xhr.responseText)) {
    // A file, an error page that stands alone, another program behind the same name: let the browser show it.
    event.preventDefault();
    location.assign(xhr.responseURL || event.detail.pathInfo.finalRequestPath);
    return;
  }
  event.detail.shouldSwap = true;
  event.detail.isError = false;
  event.detail.target = page();
  event.detail.selectOverride = "#page";
  event.detail.swapOverride = `outerHTML show:window:top${calm.matches ? "" : " transition:true"}`;
});

document.addEventListener("htmx:afterSettle", (event) => {
  unmountGone();
  mountAll();
  if (!event.detail.boosted) return;
  settleRoot();
  const first = document.querySelector('#main [aria-invalid="true"]') ?? document.querySelector("#main [autofocus]") ?? document.getElementById("main");
  if (!location.hash) first?.focus({ preventScroll: true });
  announce();
});

document.addEventListener("htmx:historyRestore", (event) => {
  unmountGone();
  mountAll();
  settleRoot();
  restoreFocus(event.detail.path);
  announce();
});

document.addEventListener("htmx:historyCacheMissLoadError", () => location.reload());

document.addEventListener("htmx:sendError", (event) => {
  if (!event.detail.boosted) return;
  showToast({
    kind: "bad",
    text: gettext("Hearth is out of reach."),
    action: { label: gettext("Try again"), run: () => event.detail.elt.click?.() },
  });
});

document.addEventListener("htmx:responseError", (event) => {
  const { elt, boosted } = event.detail;
  if (boosted || elt.closest("[data-shelf]")) return;
  showToast({ kind: "bad", text: gettext("That did not work. The server did not accept it.") });
});

// Signing out leaves nothing of the person behind in this tab.
document.addEventListener("submit", (event) => {
  if (event.target.closest("#you")) sessionStorage.clear();
});

mountAll();
if ("serviceWorker" in navigator && window.isSecureContext) {
  navigator.serviceWorker.register("/service-worker.js").catch(() => {});
}
