"use strict";
// One piece plays at a time. Where music follows the page, it is that of the scene in the middle of the window.
const scenes = [...document.querySelectorAll(".scene")];
const players = scenes.map((scene) => scene.querySelector("audio"));
const links = [...document.querySelectorAll(".strip a")];
const button = document.getElementById("read");
const FADE = 900; // milliseconds
let following = false;
let here = -1;

function fade(player, to) {
  const from = player.volume, start = performance.now();
  const id = (player.dataset.fade = String(start));
  const step = () => {
    if (player.dataset.fade !== id) return; // another fade has begun
    const share = Math.min((performance.now() - start) / FADE, 1);
    player.volume = from + (to - from) * share;
    if (share < 1) setTimeout(step, 30);
    else if (to === 0) player.pause();
  };
  step();
}

function hear(number) {
  players.forEach((player, other) => {
    if (other !== number && !player.paused) fade(player, 0);
  });
  const player = players[number];
  if (player.paused) player.volume = 0;
  fade(player, 1);
  if (player.paused) player.play().catch(() => follow(false));
}

function look() {
  const middle = innerHeight / 2;
  const now = scenes.findLastIndex((scene) => scene.getBoundingClientRect().top <= middle);
  if (now === here) return;
  here = now;
  links.forEach((link, number) => link.classList.toggle("here", number === here));
  if (following) hear(Math.max(here, 0));
}

function follow(wanted) {
  following = wanted;
  button.setAttribute("aria-pressed", String(following));
  if (following) hear(Math.max(here, 0));
  else for (const player of players) if (!player.paused) fade(player, 0);
}

button.addEventListener("click", () => follow(!following));
players.forEach((player, number) => {
  player.addEventListener("play", () => {
    scenes[number].classList.add("heard");
    if (following) return;
    player.dataset.fade = "";
    player.volume = 1;
    for (const other of players) if (other !== player) other.pause();
  });
  player.addEventListener("pause", () => scenes[number].classList.remove("heard"));
});
addEventListener("scroll", look, { passive: true });
addEventListener("resize", look);
look();
