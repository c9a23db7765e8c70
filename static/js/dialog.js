// Dialogs: opened by a button (`data-dialog-open`), or by an answer swapped into #dialog. Focus returns to where it was.

/** Open a dialog element; what had the focus gets it back when it closes. */
export function openDialog(dialog) {
  if (!dialog || dialog.open) return;
  const before = document.activeElement;
  dialog.addEventListener("close", () => before?.isConnected && before.focus(), { once: true });
  dialog.showModal();
}

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog-open]");
  if (opener) openDialog(document.getElementById(opener.dataset.dialogOpen));
  if (event.target.closest("[data-dialog-close]")) event.target.closest("dialog")?.close();
  // A click beside the dialog means "keep".
  if (event.target instanceof HTMLDialogElement && event.target.matches(".dialog")) {
    const box = event.target.getBoundingClientRect();
    const inside = event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
    if (!inside) event.target.close();
  }
});

document.addEventListener("htmx:afterSwap", (event) => {
  const dialog = document.getElementById("dialog");
  if (event.detail.target !== dialog) return;
  if (!dialog.childElementCount) dialog.close();
  else if (dialog.open) dialog.dataset.drawnAgain = "";
  else openDialog(dialog);
});

// The same dialog with other content, as when walking through folders: the focus goes where the hand goes next.
document.addEventListener("htmx:afterSettle", (event) => {
  const dialog = document.getElementById("dialog");
  if (event.detail.target !== dialog || dialog.dataset.drawnAgain === undefined) return;
  delete dialog.dataset.drawnAgain;
  const at = document.activeElement;
  const typed = at?.matches("#dialog input:not([aria-invalid])");
  if (dialog.contains(at) && at !== dialog && !typed) return;
  const done = dialog.querySelector("footer .btn.primary:not([disabled])");
  const first = dialog.querySelector(".dirs button, [autofocus]");
  (typed ? done : first ?? done)?.focus();
});
document.addEventListener("dialog-close", () => {
  for (const dialog of document.querySelectorAll("dialog.dialog[open]")) dialog.close();
});
document.addEventListener("htmx:beforeHistorySave", () => {
  for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close();
});

// "Type 24 to confirm" keeps the button shut until it is typed.
document.addEventListener("input", (event) => {
  const wanted = event.target.dataset?.typeToConfirm;
  if (wanted === undefined) return;
  const typed = event.target.value.replace(/\s/g, "");
  const button = event.target.form?.querySelector("footer .btn:last-child");
  if (button) button.disabled = typed !== wanted.replace(/\s/g, "");
});
