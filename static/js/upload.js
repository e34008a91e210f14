// A file on its way: how far it has come, and a button to stop it. Without this script, the browser sends
// the form as ever.

const STOPPED = "Stopped. Nothing was kept.";
const LOST = "The file did not arrive: the connection was lost. Nothing was kept. Send it once more.";
const THERE = "All of it has arrived and is being looked at.";

/** What says how far it is. */
function signs(form) {
  const box = document.createElement("div");
  const words = document.createElement("p");
  const bar = document.createElement("progress");
  const stop = document.createElement("button");
  box.className = "stack stack--tight";
  words.className = "small";
  words.setAttribute("role", "status");
  bar.setAttribute("aria-label", "Sent so far");
  stop.type = "button";
  stop.className = "button button--quiet button--small";
  stop.textContent = "Stop";
  box.append(words, bar, stop);
  form.append(box);
  return { box, words, bar, stop };
}

/** Show the form that came back, with the sentence beside its field. */
async function showAgain(text) {
  const page = new DOMParser().parseFromString(text, "text/html");
  const main = page.querySelector("main");
  document.querySelector("main").replaceWith(main);
  document.title = page.title;
  for (const part of main.querySelectorAll("[data-module]")) {
    (await import(part.dataset.module)).default(part);
  }
  main.querySelector("[autofocus]")?.focus();
}

/** Where the server sends them: also to another place on this very page, which is to be fetched anew. */
function go(there) {
  if (there.pathname + there.search !== location.pathname + location.search) location.assign(there);
  else {
    history.replaceState(null, "", there);
    location.reload();
  }
}

function send(form, submitter) {
  const { box, words, bar, stop } = signs(form);
  const request = new XMLHttpRequest();
  const fields = new FormData(form, submitter);
  const end = (sentence) => {
    bar.remove();
    stop.remove();
    words.textContent = sentence;
    submitter?.removeAttribute("aria-disabled");
    submitter?.focus();
  };
  const mebibytes = (bytes) => (bytes / 2 ** 20).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 });

  request.upload.addEventListener("progress", (event) => {
    if (!event.lengthComputable) return;
    [bar.max, bar.value] = [event.total, event.loaded];
    bar.textContent = `${mebibytes(event.loaded)} of ${mebibytes(event.total)} MiB`;
  });
  request.upload.addEventListener("load", () => { // from here on, it may be kept
    stop.remove();
    bar.removeAttribute("value");
    words.textContent = THERE;
  });
  request.addEventListener("load", () => {
    const there = request.getResponseHeader("X-Go-To");
    if (there) go(new URL(there, location.href));
    else showAgain(request.responseText);
  });
  request.addEventListener("error", () => end(LOST));
  request.addEventListener("abort", () => end(STOPPED));
  stop.addEventListener("click", () => request.abort());

  words.textContent = "Sending.";
  form.querySelector(".upload-said")?.remove();
  box.classList.add("upload-said");
  submitter?.setAttribute("aria-disabled", "true");
  request.open("POST", form.action);
  request.setRequestHeader("X-Upload", "yes");
  request.send(fields);
  return request;
}

/** Send the form of a file with its progress. */
export default function start(field) {
  const form = field.form;
  let request;
  form.addEventListener("submit", (event) => {
    if (!field.files.length) return;
    event.preventDefault();
    const isOnItsWay = request && request.readyState !== XMLHttpRequest.DONE && request.readyState !== XMLHttpRequest.UNSENT;
    if (!isOnItsWay) request = send(form, event.submitter);
  });
}
