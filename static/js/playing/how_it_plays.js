// Parts of a page that say how a title plays need to know on what: this browser's declaration goes along.
import { thisDevice } from "./device.js";

document.addEventListener("htmx:configRequest", (event) => {
  const { path, parameters } = event.detail;
  if (new URL(path, location.href).pathname.endsWith("/reasons/")) parameters.device = JSON.stringify(thisDevice());
});
