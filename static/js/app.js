// What every page has: parts that bring a script of their own, forms that are sent once,
// menus that close, and the keys that lead to the capture line and to the search. All of it works without.

import { showWhatWaits } from "./offline.js";

/** Is the person writing, so that a letter is a letter? */
function isWriting(element) {
  return element.isContentEditable || element.matches("input, select, textarea");
}

/** Fetch the script of a part and hand the part to it. */
async function wake(part) {
  const { default: start } = await import(part.dataset.module);
  start(part);
}

/** A chart is drawn at once; a form needs its script when somebody comes to write. */
function wakeParts() {
  for (const part of document.querySelectorAll("[data-module]")) {
    if (part.matches("form") && !part.contains(document.activeElement)) {
      part.addEventListener("focusin", () => wake(part), { once: true });
    } else {
      wake(part);
    }
  }
}

/** One press sends a form; coming back to the page makes it ready again. */
function sendOnce() {
  const sent = new Set();
  document.addEventListener("submit", (event) => {
    if (event.defaultPrevented || event.target.getAttribute("method") !== "post") return;
    if ("download" in event.target.dataset) return; // the page stays, and so does its button
    if (sent.has(event.target)) {
      event.preventDefault();
      return;
    }
    sent.add(event.target);
    event.submitter?.setAttribute("aria-disabled", "true");
  });
  window.addEventListener("pageshow", () => {
    for (const form of sent) {
      for (const button of form.querySelectorAll("[aria-disabled]")) button.removeAttribute("aria-disabled");
    }
    sent.clear();
  });
}

/** Escape and a press elsewhere close an open menu. */
function closeMenus() {
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && document.querySelector(".menu[open]");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll(".menu[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });
}

/** To the search of this page, or into the line of the page that has one. */
function search() {
  const line = document.querySelector("input[type=search]");
  const link = document.querySelector('[aria-keyshortcuts="/"]');
  if (line) line.focus();
  else if (link) location.assign(`${link.href}#q`);
}

/** The key c leads to the capture line and / to the search, unless this browser was told not to. */
function leadByKeys() {
  const line = document.querySelector(".capture input[name=line]");
  const choice = document.querySelector("[data-key]");
  if (!line || !choice) return;

  const button = choice.querySelector("button");
  const isOff = () => localStorage.getItem("capture-key") === "off";
  const show = () => button.setAttribute("aria-pressed", String(isOff()));
  button.addEventListener("click", () => {
    localStorage.setItem("capture-key", isOff() ? "on" : "off");
    show();
  });
  choice.hidden = false;
  show();

  document.addEventListener("keydown", (event) => {
    const modified = event.ctrlKey || event.metaKey || event.altKey;
    if (modified || isOff() || isWriting(event.target)) return;
    if (event.key === "c") line.focus();
    else if (event.key === "/") search();
    else return;
    event.preventDefault();
  });
}

wakeParts();
sendOnce();
closeMenus();
leadByKeys();
for (const part of document.querySelectorAll("[data-waiting]")) showWhatWaits(part);
