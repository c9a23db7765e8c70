// The whole house by keyboard or remote control: arrows move the focus in straight lines, `/` and Ctrl+K go to the search.

const FOCUSABLE = 'a[href], button:not([disabled]), input:not([type="hidden"], [disabled]), select:not([disabled]), textarea:not([disabled]), summary, [tabindex="0"]';
const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
// Sideways the focus keeps its row; up and down it goes to the next row, and there to what is closest.
const OFF_LINE = { sideways: 3, updown: 0.34 };

const typesText = (element) => element.matches('textarea, [contenteditable], input:not([type="checkbox"], [type="radio"], [type="button"], [type="submit"])');
const ownsArrows = (element) => element.matches('select, input:is([type="radio"], [type="range"], [type="number"], [type="date"]), [role="slider"], video, audio');

function leavesField(element, key) {
  if (!typesText(element)) return true;
  if (key === "ArrowUp" || key === "ArrowDown") return !element.matches("textarea, [contenteditable]");
  if (element.value === "") return true;
  const end = element.value.length;
  return key === "ArrowLeft" ? element.selectionStart === 0 && element.selectionEnd === 0 : element.selectionStart === end;
}

function candidates() {
  const scope = document.querySelector("dialog[open]:modal") ?? document.body;
  return [...scope.querySelectorAll(FOCUSABLE)].filter((element) => element.tabIndex >= 0 && element.checkVisibility({ opacityProperty: false, visibilityProperty: true }));
}

/** Return the best element in a direction ([x, y], each -1, 0 or 1), or nothing. */
export function nearest(from, [x, y], elements) {
  const here = from.getBoundingClientRect();
  let best = null;
  let bestCost = Infinity;
  for (const element of elements) {
    if (element === from || from.contains(element)) continue;
    const there = element.getBoundingClientRect();
    if (!there.width || !there.height) continue;
    const along = x ? (x > 0 ? there.left - here.right : here.left - there.right) : (y > 0 ? there.top - here.bottom : here.top - there.bottom);
    if (along < -Math.min(x ? here.width : here.height, x ? there.width : there.height) / 2) continue;
    const off = x
      ? Math.max(0, Math.max(here.top, there.top) - Math.min(here.bottom, there.bottom))
      : Math.max(0, Math.max(here.left, there.left) - Math.min(here.right, there.right));
    // Sideways never jumps to another row.
    if (x && off > 0 && off > here.height) continue;
    const centre = x ? Math.abs(here.top + here.bottom - there.top - there.bottom) / 2 : Math.abs(here.left + here.right - there.left - there.right) / 2;
    const cost = Math.max(0, along) + off * (x ? OFF_LINE.sideways : OFF_LINE.updown) + centre * 0.02;
    if (cost < bestCost) {
      best = element;
      bestCost = cost;
    }
  }
  return best;
}

function move(event, way) {
  const from = document.activeElement;
  const target = !from || from === document.body || from.id === "main"
    ? document.querySelector("#main [data-first], #main :is(a[href], button, input)")
    : nearest(from, way, candidates());
  if (!target) return;
  event.preventDefault();
  target.focus({ preventScroll: true });
  target.scrollIntoView({ block: "nearest", inline: "nearest" });
}

function goToSearch(event) {
  const field = [...document.querySelectorAll('input[type="search"]')].find((element) => element.checkVisibility());
  const link = document.querySelector(".findlink");
  if (!field && !link) return;
  event.preventDefault();
  if (field) {
    field.focus();
    field.select();
  } else {
    link.click();
  }
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing) return;
  // The player and the photo viewer have keys of their own.
  if (document.querySelector(".player, .viewer:not([hidden]), [data-own-keys]")) return;
  const at = document.activeElement ?? document.body;
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k" && !event.shiftKey && !event.altKey) return goToSearch(event);
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "/" && !typesText(at)) return goToSearch(event);
  if (event.key === "Escape" && at.matches(".find input")) return at.blur();
  const way = WAYS[event.key];
  if (!way || event.shiftKey || ownsArrows(at) || !leavesField(at, event.key)) return;
  move(event, way);
});
