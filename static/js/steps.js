// The steps of a goal: dragged to where they belong, or moved with Shift and an arrow key. Both send the
// form of the step's own menu; without this script, the menu is there all the same.

const PLACES = { ArrowDown: 1, ArrowUp: -1 };

const rowsOf = (steps) => [...steps.querySelectorAll(".row")];
const tickOf = (row) => row.querySelector(".tick");

async function move(steps, row, places) {
  const form = row.querySelector("input[name=places]").form;
  const ticks = tickOf(row).form.getAttribute("action");
  const fields = new FormData(form);
  fields.set("places", places);
  try {
    const answer = await fetch(form.action, { method: "POST", body: fields });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const moved = page.querySelector("[data-module$='steps.js'], [data-module*='steps.js?']");
    if (!answer.ok || !moved) {
      location.reload(); // removed or signed out elsewhere: the page says so
      return;
    }
    steps.querySelector(".rows").replaceWith(moved.querySelector(".rows"));
    prepare(steps);
  } catch (problem) {
    if (problem.name !== "TypeError") throw problem;
    steps.querySelector("p").textContent = "Nothing was moved: Learnplan cannot be reached just now.";
  }
  steps.querySelector(`form[action="${ticks}"] .tick`)?.focus();
}

function prepare(steps) {
  for (const row of rowsOf(steps)) {
    row.draggable = true;
    tickOf(row).setAttribute("aria-keyshortcuts", "Shift+ArrowUp Shift+ArrowDown");
  }
}

function moveWithKeys(steps) {
  steps.addEventListener("keydown", (event) => {
    const others = event.ctrlKey || event.altKey || event.metaKey;
    if (!event.shiftKey || others || !(event.key in PLACES) || !event.target.matches(".tick")) return;
    event.preventDefault();
    const rows = rowsOf(steps);
    const here = rows.indexOf(event.target.closest(".row"));
    if (rows[here + PLACES[event.key]]) move(steps, rows[here], PLACES[event.key]);
  });
}

function moveByDragging(steps) {
  let dragged;
  const over = (row) => {
    for (const each of rowsOf(steps)) each.classList.toggle("is-over", each === row && each !== dragged);
  };

  steps.addEventListener("dragstart", (event) => {
    dragged = event.target.closest?.(".row");
    if (dragged) event.dataTransfer.effectAllowed = "move";
  });
  steps.addEventListener("dragover", (event) => {
    const row = dragged && event.target.closest(".row");
    over(row);
    if (row) event.preventDefault();
  });
  steps.addEventListener("drop", (event) => {
    const row = dragged && event.target.closest(".row");
    if (!row) return;
    event.preventDefault();
    const rows = rowsOf(steps);
    const places = rows.indexOf(row) - rows.indexOf(dragged);
    if (places) move(steps, dragged, places);
  });
  steps.addEventListener("dragend", () => {
    dragged = undefined;
    over();
  });
}

/** Let the steps be put in order. */
export default function start(steps) {
  if (rowsOf(steps).length < 2) return;
  steps.querySelector("p").hidden = false;
  prepare(steps);
  moveWithKeys(steps);
  moveByDragging(steps);
}
