// Rows of the queue put in another place: by pointer on their grip, or with Alt and an arrow key.

/** Let rows (`[data-key]`) be moved. `onMove(key, beforeKey)`; `beforeKey` is null for the end. */
export function letRowsMove(box, onMove) {
  let row = null;
  let mark = null;

  const rowsToCome = () => [...box.querySelectorAll("[data-key]")].filter((one) => !one.querySelector("[data-grip]").hidden);
  const rowBelow = (y) => rowsToCome().find((one) => one !== row && y < one.getBoundingClientRect().top + one.offsetHeight / 2) ?? null;

  const settle = (isDropped) => {
    if (!row) return;
    row.classList.remove("dragging");
    mark?.classList.remove("before");
    const key = row.dataset.key;
    const before = mark?.dataset.key ?? null;
    row = null;
    mark = null;
    if (isDropped) onMove(key, before);
  };

  box.addEventListener("pointerdown", (event) => {
    const grip = event.target.closest("[data-grip]");
    if (!grip) return;
    event.preventDefault();
    row = grip.closest("[data-key]");
    row.classList.add("dragging");
    box.setPointerCapture(event.pointerId);
  });
  box.addEventListener("pointermove", (event) => {
    if (!row) return;
    const next = rowBelow(event.clientY);
    if (next === mark) return;
    mark?.classList.remove("before");
    mark = next;
    mark?.classList.add("before");
  });
  box.addEventListener("pointerup", () => settle(true));
  box.addEventListener("pointercancel", () => settle(false));
  box.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && row) settle(false);
    const held = event.target.closest("[data-key]");
    if (!event.altKey || !held || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
    const rows = rowsToCome();
    const at = rows.indexOf(held);
    if (at < 0) return;
    event.preventDefault();
    const target = event.key === "ArrowUp" ? rows[at - 1] : rows[at + 2];
    if (event.key === "ArrowUp" && !target) return;
    onMove(held.dataset.key, target?.dataset.key ?? null);
  });
}
