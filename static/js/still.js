// What somebody shared is open in a window: ask now and then whether it still is shared, and
// clear the window when it is not. What the reader was writing stays theirs to take along.

const EVERY = 30_000;

/** Put the sentence that it is over in the place of what was shared. */
function clear() {
  const page = document.querySelector(".page");
  const typed = [...page.querySelectorAll("textarea")].map((area) => area.value).join("\n").trim();
  const over = document.querySelector("#no-longer").content.cloneNode(true);
  const kept = over.querySelector("[data-typed]");
  if (typed) kept.appendChild(document.createElement("pre")).textContent = typed;
  else kept.remove();
  page.replaceChildren(over);
  document.title = page.querySelector("h1").textContent;
  document.querySelector(".seen .audience").textContent = "Nothing on this page belongs to anyone";
  document.querySelector("#main").focus();
}

export default function start(shown) {
  const page = shown.closest(".page");
  let timer;

  /** A lost connection says nothing; only an answer does. */
  async function ask() {
    const answer = await fetch(shown.dataset.ask, { redirect: "manual" }).catch(() => null);
    if (answer?.status === 404 && shown.isConnected) {
      clearInterval(timer);
      clear();
    } else if (answer) {
      page.hidden = false;
    }
  }

  function askWhileVisible() {
    clearInterval(timer);
    if (document.hidden || !shown.isConnected) return;
    ask();
    timer = setInterval(ask, EVERY);
  }

  window.addEventListener("focus", askWhileVisible);
  document.addEventListener("visibilitychange", askWhileVisible);
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    page.hidden = true; // it may be over: nothing is seen again before the answer
    askWhileVisible();
  });
  timer = setInterval(ask, EVERY);
}
