// The plan as a board: cards are dragged with a mouse, or moved with Shift and an arrow key. Both
// send the form of the card's own menu; without this script, the menu is there all the same.

const STEPS = { ArrowRight: 1, ArrowLeft: -1 };

const columnOf = (card) => card.closest("[data-state]");
const titleOf = (card) => card.querySelector(".row__title");
const waysOf = (card) => card.dataset.next.split(",");

/** Say something where it is seen and heard. */
function say(...what) {
  document.getElementById("board-said").replaceChildren(...what);
}

function note(...text) {
  const words = document.createElement("p");
  words.className = "note";
  words.append(...text);
  return words;
}

/** What somebody called a card, so that it does not turn the sentence around it. */
function called(card) {
  const words = document.createElement("bdi");
  words.textContent = titleOf(card).textContent;
  return words;
}

/** Why a card does not move there: the states it can go to, in words. */
function refuse(card, to) {
  const from = columnOf(card).querySelector("h2").textContent;
  const names = waysOf(card).map((way) => `“${way}”`).join(" or ");
  const where = to ? ` to “${to}”` : " that way";
  say(note("“", called(card), `” does not move${where}. From “${from.toLowerCase()}” it can go to ${names}.`));
}

/** Read a page that the server answered with. */
async function pageOf(answer) {
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

/** Put the cards where the server shows them now. */
function show(board, page) {
  const next = page.querySelector(".board");
  if (!next) {
    location.reload(); // signed out, for example: the door says so
    return;
  }
  board.replaceChildren(...next.children);
  prepare(board);
}

async function move(board, card, to) {
  const form = card.querySelector("form");
  const address = titleOf(card).getAttribute("href");
  const fields = new FormData(form);
  fields.set("to", to);
  try {
    const answer = await fetch(form.action, { method: "POST", body: fields });
    const page = await pageOf(answer);
    if (answer.ok) {
      show(board, page);
      say(...page.querySelectorAll(".page .flash"));
    } else { // it was moved elsewhere in the meantime, for example
      show(board, await pageOf(await fetch(location.href)));
      say(note(page.querySelector("main .prose")?.textContent ?? "Nothing was moved."));
    }
  } catch (problem) {
    if (problem.name !== "TypeError") throw problem;
    say(note("Nothing was moved: Learnplan cannot be reached just now."));
  }
  board.querySelector(`a[href="${address}"]`)?.focus();
}

/** The next column on that side which the card can go to. */
function nextWay(board, card, step) {
  const columns = [...board.querySelectorAll("[data-state]")];
  const ways = waysOf(card);
  for (let at = columns.indexOf(columnOf(card)) + step; columns[at]; at += step) {
    if (ways.includes(columns[at].dataset.state)) return columns[at].dataset.state;
  }
  return undefined;
}

function prepare(board) {
  for (const card of board.querySelectorAll(".board__card")) {
    card.draggable = true;
    titleOf(card).draggable = false; // a drag that begins on the title drags the card
    titleOf(card).setAttribute("aria-describedby", "board-how");
    titleOf(card).setAttribute("aria-keyshortcuts", "Shift+ArrowRight Shift+ArrowLeft");
  }
}

function moveWithKeys(board) {
  board.addEventListener("keydown", (event) => {
    const others = event.ctrlKey || event.altKey || event.metaKey;
    if (!event.shiftKey || others || !(event.key in STEPS) || !event.target.matches(".row__title")) return;
    event.preventDefault();
    const card = event.target.closest(".board__card");
    const to = nextWay(board, card, STEPS[event.key]);
    if (to) move(board, card, to);
    else refuse(card);
  });
}

function moveByDragging(board) {
  let dragged;
  const over = (column) => {
    for (const each of board.querySelectorAll("[data-state]")) each.classList.toggle("is-over", each === column);
  };

  board.addEventListener("dragstart", (event) => {
    dragged = event.target.closest?.(".board__card");
    if (!dragged) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", titleOf(dragged).textContent);
    for (const column of board.querySelectorAll("[data-state]")) {
      column.classList.toggle("is-open", waysOf(dragged).includes(column.dataset.state));
    }
  });
  board.addEventListener("dragover", (event) => {
    const column = dragged && event.target.closest("[data-state]");
    over(column);
    if (column) event.preventDefault(); // also where it may not go: the drop is then refused in words
  });
  board.addEventListener("drop", (event) => {
    const column = dragged && event.target.closest("[data-state]");
    if (!column) return;
    event.preventDefault();
    const to = column.dataset.state;
    if (waysOf(dragged).includes(to)) move(board, dragged, to);
    else if (column !== columnOf(dragged)) refuse(dragged, to);
  });
  board.addEventListener("dragend", () => {
    dragged = undefined;
    over();
    for (const column of board.querySelectorAll(".is-open")) column.classList.remove("is-open");
  });
}

/** Bring the board to life. */
export default function start(board) {
  document.getElementById("board-how").hidden = !board.querySelector(".board__card");
  prepare(board);
  moveWithKeys(board);
  moveByDragging(board);
}
