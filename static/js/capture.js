// The capture line as it is written: what was understood so far, and a list of goals after "@".

const PAUSE = 200; // ms without a key before asking what was understood
const MOST = 6; // goals offered at once
const BEGUN = /(?:^|\s)@([\p{L}\p{N}_-]*)$/u; // "@", and the start of a handle, up to the caret

/** Keep the words under the line in step with it. */
function sayWhatWasUnderstood(form, line) {
  const read = form.querySelector("#line-read");
  let timer;
  let asking = new AbortController();

  async function ask() {
    const address = `${form.dataset.understood}?${new URLSearchParams({ line: line.value })}`;
    try {
      const answer = await fetch(address, { signal: asking.signal });
      if (answer.ok && !answer.redirected) read.innerHTML = await answer.text();
    } catch (problem) {
      // A newer line overtook this one, or the network is away: the form works all the same.
      if (!["AbortError", "TypeError"].includes(problem.name)) throw problem;
    }
  }

  line.addEventListener("input", () => {
    clearTimeout(timer);
    asking.abort();
    asking = new AbortController();
    if (line.value.trim()) timer = setTimeout(ask, PAUSE);
    else read.replaceChildren();
  });
}

/** Offer goals after "@": arrows move, Enter or Tab takes, Escape closes. */
function offerGoals(line) {
  const goals = JSON.parse(line.dataset.goals);
  if (!goals.length) return;

  const list = document.createElement("ul");
  list.id = "line-goals";
  list.className = "capture__goals";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Goals");
  line.after(list);
  for (const [name, value] of Object.entries({
    role: "combobox",
    "aria-autocomplete": "list",
    "aria-controls": list.id,
    "aria-expanded": "false",
  })) line.setAttribute(name, value);

  let offered = [];
  let active = 0;

  /** The handle begun before the caret, or undefined. */
  const begun = () => line.value.slice(0, line.selectionStart).match(BEGUN)?.[1];

  function close() {
    offered = [];
    list.hidden = true;
    line.setAttribute("aria-expanded", "false");
    line.removeAttribute("aria-activedescendant");
  }

  function mark() {
    for (const [index, option] of [...list.children].entries()) {
      option.setAttribute("aria-selected", String(index === active));
    }
    line.setAttribute("aria-activedescendant", list.children[active].id);
    list.children[active].scrollIntoView({ block: "nearest" });
  }

  function offer() {
    const start = begun()?.toLowerCase();
    const matches = (goal) => goal.handle.startsWith(start) || goal.title.toLowerCase().includes(start);
    offered = start === undefined ? [] : goals.filter(matches).slice(0, MOST);
    if (!offered.length || offered.some((goal) => goal.handle === start)) {
      close();
      return;
    }
    list.replaceChildren(...offered.map((goal, index) => {
      const option = document.createElement("li");
      const handle = document.createElement("small");
      handle.textContent = `@${goal.handle}`;
      option.append(goal.title, " ", handle);
      option.id = `${list.id}-${index}`;
      option.setAttribute("role", "option");
      return option;
    }));
    list.hidden = false;
    line.setAttribute("aria-expanded", "true");
    active = 0;
    mark();
  }

  function take(goal) {
    const caret = line.selectionStart;
    const after = line.value.slice(caret);
    const space = after.startsWith(" ") ? "" : " ";
    line.setRangeText(`${goal.handle}${space}`, caret - begun().length, caret, "end");
    close();
    line.dispatchEvent(new Event("input", { bubbles: true }));
  }

  const keys = {
    ArrowDown: () => { active = (active + 1) % offered.length; mark(); },
    ArrowUp: () => { active = (active - 1 + offered.length) % offered.length; mark(); },
    Enter: () => take(offered[active]),
    Tab: () => take(offered[active]),
    Escape: close,
  };
  line.addEventListener("keydown", (event) => {
    if (list.hidden || !(event.key in keys) || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    keys[event.key]();
  });
  line.addEventListener("input", offer);
  line.addEventListener("blur", close);
  list.addEventListener("pointerdown", (event) => event.preventDefault()); // the line keeps the focus
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) take(offered[[...list.children].indexOf(option)]);
  });
}

/** Bring a capture form to life. */
export default function start(form) {
  const line = form.querySelector("input[name=line]");
  sayWhatWasUnderstood(form, line);
  offerGoals(line);
  // What was written while this script was on its way.
  if (line.value) line.dispatchEvent(new Event("input", { bubbles: true }));
}
