"use strict";
// One character at a time can be picked; everything that belongs to others then steps back.
const all = (selector) => document.querySelectorAll(selector);
let picked = null;

function pick(who) {
  picked = who === picked ? null : who;
  document.body.classList.toggle("picking", picked !== null);
  for (const part of all("[data-who]")) part.classList.toggle("picked", part.dataset.who === picked);
  for (const button of all("button[data-pick]")) button.setAttribute("aria-pressed", String(button.dataset.pick === picked));
}

function warm(number) {
  for (const part of all(".hot")) part.classList.remove("hot");
  if (number !== undefined) for (const part of all(`[data-sight="${Number(number)}"]`)) part.classList.add("hot");
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-pick]");
  if (button) pick(button.dataset.pick);
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && picked !== null) pick(picked);
});
for (const kind of ["mouseover", "focusin"]) {
  document.addEventListener(kind, (event) => warm(event.target.closest("[data-sight]")?.dataset.sight));
}
