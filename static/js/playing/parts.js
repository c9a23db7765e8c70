// Drawings of what scripts put on the screen (music bar, queue, photo viewer), fetched from the server when first needed.

let drawings = null;

async function fetchDrawings() {
  const response = await fetch("/app/play/parts/", { credentials: "same-origin" });
  if (!response.ok || response.redirected) throw new Error(gettext("The server did not answer."));
  const holder = document.createElement("div");
  holder.innerHTML = await response.text();
  return holder;
}

/** Return what makes a fresh copy of the drawing `name`. */
export async function drawing(name) {
  drawings ??= fetchDrawings();
  try {
    const template = (await drawings).querySelector(`#part-${name}`);
    return () => template.content.firstElementChild.cloneNode(true);
  } catch (error) {
    drawings = null;
    throw error;
  }
}
