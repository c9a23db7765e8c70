// A line on which a place is chosen: by pointer, or by arrow keys where it has the focus.

const STEP_MS = 5_000;
const LEAP_MS = 30_000;

/** Let `rail` (role slider) choose a place. `scale` has length(), position() and seek(ms). */
export function listenRail(rail, scale) {
  let isHeld = false;
  const placeOf = (event) => {
    const box = rail.getBoundingClientRect();
    const along = Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
    return (getComputedStyle(rail).direction === "rtl" ? 1 - along : along) * scale.length();
  };
  rail.addEventListener("pointerdown", (event) => {
    isHeld = true;
    rail.setPointerCapture(event.pointerId);
    rail.classList.add("held");
  });
  rail.addEventListener("pointermove", (event) => {
    if (isHeld) rail.style.setProperty("--held", ((placeOf(event) / (scale.length() || 1)) * 100).toFixed(2));
  });
  const release = (event) => {
    if (isHeld && event.type === "pointerup") scale.seek(placeOf(event));
    isHeld = false;
    rail.classList.remove("held");
    rail.style.removeProperty("--held");
  };
  rail.addEventListener("pointerup", release);
  rail.addEventListener("pointercancel", release);
  rail.addEventListener("keydown", (event) => {
    const back = getComputedStyle(rail).direction === "rtl" ? "ArrowRight" : "ArrowLeft";
    const steps = {
      ArrowLeft: back === "ArrowLeft" ? -STEP_MS : STEP_MS,
      ArrowRight: back === "ArrowLeft" ? STEP_MS : -STEP_MS,
      PageUp: LEAP_MS,
      PageDown: -LEAP_MS,
      Home: -Infinity,
      End: Infinity,
    };
    const step = steps[event.key];
    if (step === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    scale.seek(Math.min(Math.max(0, scale.position() + step), scale.length()));
  });
}
