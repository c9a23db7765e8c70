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
  if (dialog.childElementCount) openDialog(dialog);
  else if (dialog.open) dialog.close();
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
