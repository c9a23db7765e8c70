// Small things buttons do: copy a command, show a password, submit a form as soon as a choice is made.
import { showToast } from "./toast.js";

async function copy(text) {
  if (navigator.clipboard && window.isSecureContext) {
    await navigator.clipboard.writeText(text);
    return;
  }
  // Plain http has no clipboard; a selection does.
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "vh";
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}

document.addEventListener("click", async (event) => {
  const copier = event.target.closest("[data-copy]");
  if (copier) {
    try {
      await copy(copier.dataset.copy);
      showToast({ kind: "good", text: gettext("Copied.") });
    } catch {
      showToast({ kind: "bad", text: gettext("Not copied. The browser did not allow it.") });
    }
    copier.focus();
  }
  const revealer = event.target.closest("[data-reveal]");
  if (revealer) {
    const field = document.getElementById(revealer.dataset.reveal);
    const shown = field.type === "text";
    field.type = shown ? "password" : "text";
    revealer.setAttribute("aria-pressed", String(!shown));
  }
});

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submit-on-change]")) event.target.form?.requestSubmit();
});

document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (!button || event.defaultPrevented) return;
  button.setAttribute("aria-busy", "true");
  setTimeout(() => button.removeAttribute("aria-busy"), 8000);
});
addEventListener("pageshow", () => {
  for (const button of document.querySelectorAll('button[aria-busy="true"]')) button.removeAttribute("aria-busy");
});
