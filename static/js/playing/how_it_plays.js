// Parts of a page that say how a title plays need to know on what: this browser's declaration goes along.
import { thisDevice } from "./device.js";

document.addEventListener("htmx:configRequest", (event) => {
  const { path, parameters } = event.detail;
  if (new URL(path, location.href).pathname.endsWith("/reasons/")) parameters.device = JSON.stringify(thisDevice());
});

// The strip before the title says the verdict too.
document.addEventListener("htmx:afterSwap", (event) => {
  // A page that comes back from the history has no target.
  const verdict = event.detail.target?.querySelector?.("[data-plays] > .verdict");
  const short = document.getElementById("plays-short");
  if (verdict && short) short.replaceChildren(verdict.querySelector(".dot").cloneNode(), verdict.querySelector("b").textContent);
});
