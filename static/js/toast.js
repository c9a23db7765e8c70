// One sentence at the lower edge, with at most one action. Good ones stay five seconds, those with Undo eight, bad ones stay.

const SECONDS = { good: 5, info: 5, bad: 0 };
const WITH_ACTION = 8;
const ICONS = { info: 0, good: 1, bad: 2 };
const CLOSE = 3;

function drawing(place) {
  return document.getElementById("toast-icons").content.children[place].cloneNode(true);
}

function button(label, onPress) {
  const element = document.createElement("button");
  element.type = "button";
  element.className = "btn sm quiet";
  element.textContent = label;
  element.addEventListener("click", onPress);
  return element;
}

async function perform(action) {
  if (action.run) {
    action.run();
    return;
  }
  if (action.url && window.htmx) await window.htmx.ajax("POST", action.url, { swap: "none" });
}

/** Show a toast: {text, kind: "good" | "bad" | "info", action: {label, url (POSTed) or run}}. Returns what takes it away. */
export function showToast({ text, kind = "info", action = null }) {
  const toast = document.createElement("div");
  toast.className = `toast ${kind}`;
  toast.setAttribute("role", kind === "bad" ? "alert" : "status");
  const words = document.createElement("span");
  words.textContent = text;
  toast.append(drawing(ICONS[kind] ?? 0), words);

  let clock = 0;
  const close = () => {
    clearTimeout(clock);
    toast.remove();
  };
  if (action) toast.append(button(action.label, () => { close(); perform(action); }));
  const closer = button("", close);
  closer.classList.add("icon");
  closer.setAttribute("aria-label", gettext("Close"));
  closer.append(drawing(CLOSE));
  toast.append(closer);

  const seconds = kind === "bad" ? SECONDS.bad : action ? WITH_ACTION : (SECONDS[kind] ?? SECONDS.info);
  const start = () => { if (seconds) clock = setTimeout(close, seconds * 1000); };
  // Nobody is hurried away from a sentence being read.
  toast.addEventListener("pointerenter", () => clearTimeout(clock));
  toast.addEventListener("pointerleave", start);
  toast.addEventListener("focusin", () => clearTimeout(clock));
  toast.addEventListener("focusout", start);
  document.getElementById("toasts").append(toast);
  start();
  return close;
}

const KINDS = { success: "good", error: "bad", warning: "bad" };

/** Lift the notes of the last request into toasts. */
function liftFlashes() {
  for (const list of document.querySelectorAll("[data-flashes]")) {
    for (const note of list.children) {
      showToast({ text: note.textContent.trim(), kind: KINDS[note.dataset.kind] ?? "info" });
    }
    list.remove();
  }
}

document.addEventListener("toast", (event) => {
  if (event.detail?.text) showToast(event.detail);
});
document.addEventListener("htmx:afterSettle", liftFlashes);
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", liftFlashes);
else liftFlashes();
