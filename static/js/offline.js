// The lines that wait on this device, for the person who wrote them: how many, what they say, a
// way to delete each, and sending them once the network is back. The part is an empty place with
// its templates; data-whose is the id of who is signed in, empty on the page without network.
// Every page has it: it is sent with app.js and waiting.js as one file, all.js.

import { comeIn, forget, goOut, waitingFor, whoIsHere } from "./waiting.js";

const WHEN = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
const ENDED = [400, 401, 403, 409]; // not signed in any more, or as somebody else

function counted(lines) {
  return lines.length === 1 ? "1 line waits" : `${lines.length} lines wait`;
}

/** Show what waits; nothing is shown where nothing does. */
function list(part, lines, reasons, again) {
  part.hidden = lines.length === 0;
  part.querySelector("[data-count]").textContent = `${counted(lines)} on this device.`;
  const template = part.querySelector("[data-row]");
  part.querySelector("[data-lines]").replaceChildren(
    ...lines.map((each) => {
      const row = template.content.cloneNode(true);
      row.querySelector("[data-line]").textContent = each.line;
      row.querySelector("[data-about]").textContent = each.line;
      row.querySelector("[data-when]").textContent = WHEN.format(each.at);
      row.querySelector("[data-why]").textContent = reasons.get(each.once) ?? "";
      row.querySelector("button").addEventListener("click", async () => {
        await forget(each.once);
        again();
      });
      return row;
    }),
  );
}

/** Send one line; true when it is kept, a sentence when it cannot be, else null: try again later. */
async function send(part, { once, whose, line, on }) {
  const token = document.querySelector("input[name=csrf_token]").value;
  const body = new URLSearchParams({ csrf_token: token, whose, once, line, on });
  let answer;
  try {
    answer = await fetch(part.dataset.send, { method: "POST", body, redirect: "manual" });
  } catch {
    return null; // the network is away
  }
  if (answer.ok) return true;
  if (answer.status === 422) return (await answer.json()).error;
  if (answer.type === "opaqueredirect" || ENDED.includes(answer.status)) {
    part.querySelector("[data-ended]").hidden = false;
  }
  return null;
}

/** Before signing out, ask what is to become of what waits. */
function askBeforeLeaving(part, whose) {
  const form = document.querySelector("form[action='/sign-out']");
  const question = part.querySelector("[data-leaving]");
  let decided = false;

  async function leave(lines) {
    for (const { once } of lines) await forget(once);
    await goOut();
    decided = true;
    form.requestSubmit();
  }

  form?.addEventListener("submit", async (event) => {
    if (decided) return;
    event.preventDefault();
    const lines = await waitingFor(whose);
    if (lines.length === 0) {
      leave([]);
      return;
    }
    question.hidden = false;
    question.querySelector("button").focus();
    question.querySelector("[data-keep]").onclick = () => leave([]);
    question.querySelector("[data-throw]").onclick = () => leave(lines);
    question.querySelector("[data-stay]").onclick = () => {
      question.hidden = true;
    };
  });
}

/** Bring the place for what waits to life. */
export async function showWhatWaits(part) {
  if (!("serviceWorker" in navigator)) return;
  const here = part.dataset.whose;
  if (here) {
    navigator.serviceWorker.register(part.dataset.worker, { type: "module" });
    await comeIn(here);
  }
  const whose = here || (await whoIsHere());
  const reasons = new Map();

  async function show() {
    list(part, whose ? await waitingFor(whose) : [], reasons, show);
  }

  async function sendAll() {
    let sent = 0;
    for (const each of whose ? await waitingFor(whose) : []) {
      const outcome = await send(part, each);
      if (outcome === null) break;
      if (outcome === true) {
        await forget(each.once);
        sent += 1;
      } else {
        reasons.set(each.once, outcome);
      }
    }
    await show();
    if (sent > 0) {
      const said = document.querySelector("[data-sent]");
      said.querySelector("span").textContent = sent === 1 ? "1 line that waited here is in your log now." : `${sent} lines that waited here are in your log now.`;
      said.hidden = false;
    }
  }

  await show();
  if (!part.dataset.send) return;
  askBeforeLeaving(part, whose);
  part.querySelector("[data-send-now]").addEventListener("click", sendAll);
  window.addEventListener("online", sendAll);
  await sendAll();
}
