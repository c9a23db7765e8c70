// Menus are native popovers. This puts them beside their button, moves through them by arrow keys, and opens a
// card's actions by the menu key or a long press.

const GAP = 6;
const EDGE = 8;
const LONG_PRESS_MS = 500;
let opener = null;

function place(menu, button) {
  const at = button.getBoundingClientRect();
  const own = menu.getBoundingClientRect();
  const rtl = getComputedStyle(button).direction === "rtl";
  const below = at.bottom + GAP + own.height <= innerHeight - EDGE || at.top < own.height + GAP + EDGE;
  const alignedEnd = at.left + at.width / 2 > innerWidth / 2;
  const left = alignedEnd || (rtl && at.right > own.width + EDGE) ? at.right - own.width : at.left;
  const top = below ? at.bottom + GAP : at.top - GAP - own.height;
  menu.style.left = `${Math.min(Math.max(EDGE, left), Math.max(EDGE, innerWidth - own.width - EDGE))}px`;
  menu.style.top = `${Math.min(Math.max(EDGE, top), Math.max(EDGE, innerHeight - own.height - EDGE))}px`;
  menu.classList.add("placed");
}

const rows = (menu) => [...menu.querySelectorAll(":is(a, button):not([disabled])")].filter((row) => row.checkVisibility());

document.addEventListener("click", (event) => {
  opener = event.target.closest("[popovertarget]") ?? opener;
  const inside = event.target.closest("[popover]");
  if (inside && event.target.closest("a, button") && !event.target.closest("[popovertarget], [data-stay]")) inside.hidePopover();
}, true);

document.addEventListener("toggle", (event) => {
  const menu = event.target;
  if (!(menu instanceof HTMLElement) || !menu.matches(".menu[popover]")) return;
  for (const button of document.querySelectorAll(`[popovertarget="${menu.id}"]`)) {
    button.setAttribute("aria-expanded", String(event.newState === "open"));
  }
  if (event.newState !== "open") {
    menu.classList.remove("placed");
    return;
  }
  const button = opener?.getAttribute("popovertarget") === menu.id ? opener : document.querySelector(`[popovertarget="${menu.id}"]`);
  if (button) place(menu, button);
  if (button?.matches(":focus-visible")) rows(menu)[0]?.focus();
}, true);

document.addEventListener("keydown", (event) => {
  const menu = event.target.closest?.(".menu[popover]:popover-open");
  if (!menu || !["ArrowDown", "ArrowUp", "Home", "End"].includes(event.key)) return;
  const list = rows(menu);
  const now = list.indexOf(document.activeElement);
  const next = { ArrowDown: now + 1, ArrowUp: now - 1, Home: 0, End: list.length - 1 }[event.key];
  list[(next + list.length) % list.length]?.focus();
  event.preventDefault();
  event.stopPropagation();
}, true);

addEventListener("resize", () => document.querySelector(".menu[popover]:popover-open")?.hidePopover());

// A card's actions, where nothing hovers.
function openCard(card) {
  for (const other of document.querySelectorAll(".wide.open")) other.classList.remove("open");
  card?.classList.add("open");
}

let pressed = 0;
let swallow = false;
document.addEventListener("pointerdown", (event) => {
  const card = event.pointerType === "touch" ? event.target.closest(".wide:has(.acts)") : null;
  if (!event.target.closest(".acts")) openCard(null);
  clearTimeout(pressed);
  swallow = false;
  if (card) pressed = setTimeout(() => { openCard(card); swallow = true; }, LONG_PRESS_MS);
});
for (const kind of ["pointerup", "pointercancel", "pointermove"]) {
  document.addEventListener(kind, (event) => {
    if (kind !== "pointermove" || Math.abs(event.movementX) + Math.abs(event.movementY) > 6) clearTimeout(pressed);
  });
}
document.addEventListener("click", (event) => {
  if (swallow && event.target.closest(".wide > a")) {
    event.preventDefault();
    event.stopPropagation();
  }
  swallow = false;
}, true);
document.addEventListener("contextmenu", (event) => {
  const card = event.target.closest?.(".wide:has(.acts)");
  const byKeyOrTouch = event.button !== 2 || event.pointerType === "touch";
  if (!card || !byKeyOrTouch) return;
  event.preventDefault();
  openCard(card);
  if (event.pointerType !== "touch") card.querySelector(".acts button")?.focus();
});
